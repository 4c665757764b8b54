package io.jenkins.plugins.wanfirstlastframe.script;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jshell.Diag;

/**
 * What Java takes and JShell, in the version that runs, does not: a line that tells so, beside the compiler's message. The
 * versions are those of JShell on the Java Development Kits 17 and 25, and of its list of corrected defects in between.
 */
final class JShellLimits {

    private static final String JSHELL = "JShell, in all versions up to Java 25, ";

    /** What the language itself has only since a version, by what the compiler says to it before that. */
    private enum Feature {
        SWITCH_PATTERN(21, "patterns in a switch", "preview\\.feature\\.disabled.*", "(?s).*\\bcase\\b.*"),
        RECORD_PATTERN(
                21, "record patterns", "expected.*", "(?s).*(\\binstanceof|\\bcase)\\s+[\\w.]+(<[^>]*>)?\\s*\\(.*"),
        UNNAMED(22, "unnamed variables", "underscore\\.as\\.identifier.*", "(?s).*"),
        MODULE_IMPORT(25, "module imports", "expected.*", "(?s)\\s*import\\s+module\\s.*"),
        STATEMENTS_BEFORE_SUPER(
                25, "statements before this() or super()", "call\\.must\\.(be\\.)?(first|only).*", "(?s).*"),
        IO_CLASS(25, "the class IO", "cant\\.resolve.*", "(?s).*\\bIO\\s*\\.\\s*(print|readln).*");

        private final int since;
        private final String what;
        private final Pattern code;
        private final Pattern source;

        Feature(int since, String what, String code, String source) {
            this.since = since;
            this.what = what;
            this.code = Pattern.compile("compiler\\.err\\." + code);
            this.source = Pattern.compile(source);
        }
    }

    private static final Pattern MODIFIERS = Pattern.compile(
            "\\s*((@[\\w.]+(\\([^()]*\\))?|public|protected|private|static|final|abstract|strictfp)\\s+)*");
    private static final Pattern FINAL_NAME = Pattern.compile("[\\w$]+");
    private static final Pattern STRONGER = Pattern.compile("(?s).*\\bwas public\\b.*");

    private final int java;

    JShellLimits() {
        this(Runtime.version().feature());
    }

    /** @param java the version whose JShell runs */
    JShellLimits(int java) {
        this.java = java;
    }

    /**
     * What is to be said to a rejected snippet.
     *
     * @param rejected all that the compiler says of it
     * @param source the snippet's text
     * @param finals names of the script's own variables that were declared {@code final}
     */
    Optional<String> hint(List<Diag> rejected, String source, Set<String> finals) {
        return rejected.stream()
                .filter(Diag::isError)
                .map(diag -> hint(diag, source, finals))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Optional<String> hint(Diag diag, String source, Set<String> finals) {
        String code = String.valueOf(diag.getCode());
        int at = (int) Math.max(0, Math.min(source.length(), diag.getPosition()));
        if (java < 18 && code.equals("compiler.err.non.sealed.with.no.sealed.supertype")) {
            return Optional.of(
                    "Java takes this; JShell knows a sealed interface from its non-sealed subtypes only since"
                            + " Java 18. Make the interface an abstract class, or nest the types in one class or interface.");
        }
        if (code.equals("compiler.err.invalid.canonical.constructor.in.record")
                && STRONGER.matcher(diag.getMessage(null)).matches()
                && isPlainRecord(source, at)) {
            return Optional.of(
                    "Java takes this; " + JSHELL
                            + "makes a script's types public, and with them this constructor must be: write public in front of it.");
        }
        if (code.equals("compiler.err.sealed.class.must.have.subclasses")) {
            return Optional.of("Java takes this; " + JSHELL
                    + "looks at each declaration by itself: let the sealed type name its subtypes, with permits.");
        }
        if (code.equals("jdk.eval.error.illegal.modifiers")) {
            return Optional.of(
                    JSHELL + "lets a method outside a class have no such modifier: put the method into a class.");
        }
        if (isAboutConstant(code) && finals.contains(nameAt(source, at))) {
            return Optional.of("Java takes this; " + JSHELL
                    + "lets a script's final variables be changed, so that they are no constants: declare the constant in a"
                    + " class or interface.");
        }
        if (code.equals("compiler.err.non-static.cant.be.ref") && source.startsWith("this", at)) {
            return Optional.of(JSHELL
                    + "makes a script's methods static, so that they know no this: give the variable another name than the"
                    + " parameter.");
        }
        if (code.startsWith("compiler.err.prob.found.req") && source.startsWith("return", at)) {
            return Optional.of("A script is no method that could return; /exit ends it.");
        }
        for (Feature feature : Feature.values()) {
            if (java < feature.since
                    && feature.code.matcher(code).matches()
                    && feature.source.matcher(source).matches()) {
                return Optional.of("Java has " + feature.what + " since version " + feature.since + "; this is Java "
                        + java + ".");
            }
        }
        return Optional.empty();
    }

    /** For what makes JShell itself fail. */
    String hint(Throwable failure, String source) {
        String all = String.valueOf(failure);
        if (all.contains("Attribute$UnresolvedClass") && source.contains("@")) {
            return "JShell fails at a repeatable annotation whose container is declared apart, up to Java 17; since Java 18"
                    + " it works. Declare both within one class or interface.";
        }
        return "Java's JShell itself fails at this (Java " + java + "). Write it in another way, or in parts.";
    }

    /** A record that isn't public by its own words, and whose constructor is not private. */
    private static boolean isPlainRecord(String source, int constructor) {
        Matcher modifiers = MODIFIERS.matcher(source);
        boolean record = modifiers.lookingAt() && source.startsWith("record", modifiers.end());
        int lineBegin = source.lastIndexOf('\n', constructor) + 1;
        String before = source.substring(Math.max(lineBegin, source.lastIndexOf('{', constructor) + 1), constructor);
        return record && !modifiers.group().contains("public") && !before.contains("private");
    }

    private static boolean isAboutConstant(String code) {
        return code.startsWith("compiler.err.const.expr.req")
                || code.startsWith("compiler.err.attribute.value.must.be.constant")
                || code.startsWith("compiler.err.prob.found.req");
    }

    private static String nameAt(String source, int offset) {
        Matcher name = FINAL_NAME.matcher(source).region(offset, source.length());
        return name.lookingAt() ? name.group() : "";
    }
}
