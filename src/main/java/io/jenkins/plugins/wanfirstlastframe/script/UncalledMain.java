package io.jenkins.plugins.wanfirstlastframe.script;

import io.jenkins.plugins.wanfirstlastframe.script.SnippetReader.Piece;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A {@code main} that a script declares, itself or in a class, and that nothing in the script calls.
 *
 * @param piece where it is declared
 * @param call the statement that calls it; empty if it is not one that Java would begin a program with
 * @param why what is to be said where it is not called
 */
record UncalledMain(Piece piece, String call, String why) {

    private static final String STRINGS =
            "(final\\s+)?(java\\s*\\.\\s*lang\\s*\\.\\s*)?String\\s*(\\[\\s*]\\s*\\w+|\\.\\.\\.\\s*\\w+|\\w+\\s*\\[\\s*])";
    private static final Pattern DECLARED = Pattern.compile(
            "(?<type>[\\w$\\].>]+)\\s+main\\s*\\((?<parameters>[^)]*)\\)" + "\\s*(throws\\s+[\\w.,\\s]+)?\\{");
    private static final String ANNOTATIONS = "^(\\s*@[\\w.]+\\s*(\\([^()]*\\))?)*";
    private static final Pattern HEAD = Pattern.compile(ANNOTATIONS + "[^(]*?\\bmain\\s*\\(");
    private static final Pattern CLASS =
            Pattern.compile(ANNOTATIONS + "[^({=;]*?\\b(?<kind>class|record|enum|interface)\\s+(?<name>\\w+)");
    private static final Pattern STATIC = Pattern.compile("\\bstatic\\b[^;{}()]*$");
    private static final Pattern CALL = Pattern.compile("(?<![\\w$.])main\\s*\\(|[.:]\\s*main\\b");
    private static final String ARGUMENTS = Wan.class.getName() + ".args().toArray(String[]::new)";

    /**
     * The one that is to be called, or else one of which is to be told that it isn't.
     *
     * @param script whose own it must be; one of an included script is not looked for
     * @param pieces of the script and all that it includes
     */
    static Optional<UncalledMain> find(ScriptText script, List<Piece> pieces) {
        List<UncalledMain> found = pieces.stream()
                .distinct()
                .filter(piece -> piece.script() == script)
                .map(UncalledMain::in)
                .flatMap(Optional::stream)
                .toList();
        boolean called = pieces.stream()
                .filter(piece -> found.stream().noneMatch(main -> main.piece().equals(piece)))
                .anyMatch(
                        piece -> CALL.matcher(CodeScanner.code(piece.source())).find());
        if (called || found.isEmpty()) {
            return Optional.empty();
        }
        List<UncalledMain> callable =
                found.stream().filter(main -> !main.call().isEmpty()).toList();
        if (callable.isEmpty()) {
            return Optional.of(found.get(0));
        }
        boolean ambiguous =
                callable.stream().filter(main -> main.call().contains(".main")).count() > 1;
        return callable.stream()
                .filter(main -> !main.call().contains(".main"))
                .max((a, b) -> Integer.compare(a.call().length(), b.call().length())) // with arguments before without
                .or(() -> Optional.of(
                        ambiguous
                                ? new UncalledMain(
                                        callable.get(0).piece(),
                                        "",
                                        "there are several main methods in classes,"
                                                + " so none of them is called; call the one that is meant")
                                : callable.get(0)));
    }

    private static Optional<UncalledMain> in(Piece piece) {
        String code = CodeScanner.code(piece.source());
        Matcher method = DECLARED.matcher(code);
        Matcher type = CLASS.matcher(code);
        if (!type.find()) {
            return method.find()
                            && HEAD.matcher(code.substring(0, method.end())).find()
                            && code.substring(0, method.start()).indexOf('{') < 0
                    ? Optional.of(of(piece, method, ""))
                    : Optional.empty();
        }
        String name = type.group("name");
        while (method.find()) {
            if (depth(code, method.start()) == 1) {
                boolean isStatic =
                        STATIC.matcher(code.substring(0, method.start())).find();
                boolean instance =
                        type.group("kind").equals("class") && !type.group().contains("abstract");
                if (isStatic || instance) {
                    return Optional.of(of(piece, method, isStatic ? name + "." : "new " + name + "()."));
                }
            }
        }
        return Optional.empty();
    }

    private static UncalledMain of(Piece piece, Matcher method, String owner) {
        String parameters = method.group("parameters").strip();
        boolean none = parameters.isEmpty();
        boolean begins = method.group("type").equals("void") && (none || parameters.matches(STRINGS));
        return new UncalledMain(
                piece,
                begins ? owner + "main(" + (none ? "" : ARGUMENTS) + ");" : "",
                "nothing calls this main, and only void main() and void main(String[]) are called by themselves");
    }

    private static int depth(String code, int end) {
        int depth = 0;
        for (int i = 0; i < end; i++) {
            depth += code.charAt(i) == '{' ? 1 : code.charAt(i) == '}' ? -1 : 0;
        }
        return depth;
    }
}
