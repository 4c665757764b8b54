package io.jenkins.plugins.wanfirstlastframe.cli;

import io.jenkins.plugins.wanfirstlastframe.script.ExitCode;
import io.jenkins.plugins.wanfirstlastframe.script.NativeText;

/** The process {@code wan}. The only place that ends it. */
public final class Main {

    private Main() {}

    /** Runs the command line and ends the process with its exit code. */
    public static void main(String[] arguments) {
        Console console = Console.ofProcess();
        if (NativeText.asciiOnly()) { // what a script prints would be question marks
            System.setOut(console.out());
            System.setErr(console.err());
        }
        int code = run(console, arguments);
        console.out().flush();
        console.done();
        System.exit(code); // waits for ever where Ctrl-C is already ending the process with its own code
    }

    private static int run(Console console, String[] arguments) {
        String[] given;
        try {
            given = NativeText.arguments(arguments);
        } catch (IllegalArgumentException e) {
            console.err().println("wan: " + e.getMessage());
            return ExitCode.USAGE;
        }
        return WanCommand.run(console, given);
    }
}
