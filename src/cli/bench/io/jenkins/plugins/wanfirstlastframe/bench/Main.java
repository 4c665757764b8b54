package io.jenkins.plugins.wanfirstlastframe.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Measures what the README promises and prints one table of ratios. It judges nothing: a missed target is a line in the
 * table, not a failed build, since the figures of a busy machine are not the project's fault.
 */
final class Main {

    private static final double GIGABYTE = 1 << 30;

    private Main() {}

    /** Takes the folder of the command line's project; after it, the names of single measurements. */
    public static void main(String[] arguments) throws Exception {
        Logger.getLogger("").setLevel(Level.WARNING); // the sandbox's server tells of each request
        Path project = Path.of(arguments[0]);
        Map<String, Measurement> all = new LinkedHashMap<>();
        all.put("lag", new CompletionLag());
        all.put("requests", new ManyRequests());
        all.put("download", new DownloadSpeed());
        all.put("script", new ScriptStart(project));
        all.put("preview", new PreviewSpeed());
        List<String> wanted = List.of(arguments).subList(1, arguments.length);
        List<Row> rows = new ArrayList<>();
        for (Map.Entry<String, Measurement> each : all.entrySet()) {
            if (wanted.isEmpty() || wanted.contains(each.getKey())) {
                System.err.println("measuring " + each.getKey());
                rows.addAll(each.getValue().measure());
            }
        }
        System.out.println();
        System.out.print(Table.text(rows));
        System.out.println();
        System.out.println(machine());
    }

    private static String machine() {
        Runtime runtime = Runtime.getRuntime();
        return "Measured on " + runtime.availableProcessors() + " processors (" + System.getProperty("os.name") + " "
                + System.getProperty("os.arch") + ") with a heap of up to "
                + Math.round(runtime.maxMemory() / GIGABYTE) + " GB and Java "
                + System.getProperty("java.version") + ".";
    }
}
