package io.jenkins.plugins.wanfirstlastframe.script;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells the slash commands of the {@code jshell} tool from divisions and comments. */
final class CommandLines {

    /** The tool's commands, each of which may be shortened. */
    private static final List<String> NAMES = List.of(
            "list", "edit", "drop", "save", "open", "vars", "methods", "types", "imports", "exit", "env", "reset",
            "reload", "history", "debug", "help", "set");

    private static final Pattern ANY = Pattern.compile("/(?![/*\\s]).*|/[ \\t]*$", Pattern.MULTILINE);
    private static final Pattern NAMED = Pattern.compile("/([a-z]+|[!?])(?=\\s|$)");

    private final String text;

    CommandLines(String text) {
        this.text = text;
    }

    /** Whether a piece that begins at an offset is a command: a slash with neither space nor comment behind it. */
    boolean isAt(int offset) {
        return ANY.matcher(text).region(offset, text.length()).lookingAt();
    }

    /** Whether a command of the tool stands at an offset, rather than a division by what has another name. */
    boolean isKnownAt(int offset) {
        Matcher matcher = NAMED.matcher(text).region(offset, text.length());
        if (!matcher.lookingAt()) {
            return false;
        }
        String name = matcher.group(1);
        return name.equals("!") || name.equals("?") || NAMES.stream().anyMatch(known -> known.startsWith(name));
    }
}
