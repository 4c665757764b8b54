package io.jenkins.plugins.wanfirstlastframe.script;

import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a script needs not import: the {@code jshell} tool's own defaults, {@code java.time}, and the DSL. Every import
 * costs JShell a compilation, so a script is given only those that a name in it may come from.
 */
final class DefaultImports {

    /** All of them are in one module. */
    private static final List<String> PACKAGES = List.of(
            "java.io",
            "java.math",
            "java.net",
            "java.nio.file",
            "java.time",
            "java.util",
            "java.util.concurrent",
            "java.util.function",
            "java.util.regex",
            "java.util.stream");

    private static final Module MODULE = Object.class.getModule();
    private static final String DSL = "import static " + Wan.class.getName() + ".*;";
    private static final Pattern TYPE_NAME = Pattern.compile("\\b[A-Z]\\w*");

    private DefaultImports() {}

    /** The import declarations for that text. A name in a comment or a string may bring one in vain. */
    static List<String> neededBy(String script) {
        Set<String> names =
                TYPE_NAME.matcher(script).results().map(MatchResult::group).collect(Collectors.toSet());
        Stream<String> java = PACKAGES.stream()
                .filter(pack -> names.stream().anyMatch(name -> Class.forName(MODULE, pack + "." + name) != null))
                .map(pack -> "import " + pack + ".*;");
        boolean has = script.stripLeading().startsWith(DSL); // as one does that the jshell tool runs too
        return Stream.concat(java, has ? Stream.empty() : Stream.of(DSL)).toList();
    }
}
