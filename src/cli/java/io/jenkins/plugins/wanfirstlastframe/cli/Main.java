package io.jenkins.plugins.wanfirstlastframe.cli;

/** The process {@code wan}. The only place that ends it. */
public final class Main {

    private Main() {}

    /** Runs the command line and ends the process with its exit code. */
    public static void main(String[] arguments) {
        Console console = Console.ofProcess();
        int code = WanCommand.run(console, arguments);
        console.out().flush();
        console.done();
        System.exit(code); // waits for ever where Ctrl-C is already ending the process with its own code
    }
}
