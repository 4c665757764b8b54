package io.jenkins.plugins.wanfirstlastframe.process;

import hudson.AbortException;
import hudson.EnvVars;
import hudson.FilePath;
import hudson.Launcher;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.slaves.WorkspaceList;
import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import io.jenkins.plugins.wanfirstlastframe.client.TokenSource.TokenException;
import io.jenkins.plugins.wanfirstlastframe.credentials.CredentialsTokenSource;
import io.jenkins.plugins.wanfirstlastframe.delivery.ProxyVariables;
import io.jenkins.plugins.wanfirstlastframe.delivery.SavedVideos;
import io.jenkins.plugins.wanfirstlastframe.run.ScriptRecords;
import io.jenkins.plugins.wanfirstlastframe.run.ScriptSettings;
import io.jenkins.plugins.wanfirstlastframe.script.EnvironmentToken;
import io.jenkins.plugins.wanfirstlastframe.script.ScriptMain;
import io.jenkins.plugins.wanfirstlastframe.script.Settings;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A script's process before it is begun: everything that it needs is on the node.
 *
 * @param java the command
 * @param jars the class path
 * @param file the script, from the workspace
 * @param arguments of the script
 */
record ScriptProcess(String java, List<String> jars, String file, List<String> arguments) {

    /** The environment variable by which the process, and all that it starts, are found to be told to end. */
    static final String ID = "WAN_SCRIPT_ID";

    private static final String RESULTS = "results.jsonl";

    /**
     * Checks the script's file, and has the node ready for it. May take as long as a tool is installed.
     *
     * @throws AbortException if the script can't be run, with the reason
     */
    static ScriptProcess prepare(
            ScriptSettings settings, FilePath workspace, EnvVars environment, Launcher launcher, TaskListener console)
            throws IOException, InterruptedException {
        String problem = SavedVideos.problem(workspace, settings.file());
        if (!problem.isEmpty()) {
            throw new AbortException(
                    "Nothing was run: the script " + settings.file() + " can't be used, since " + problem + ".");
        }
        return new ScriptProcess(
                ScriptJava.command(settings, workspace, environment, launcher.isUnix(), console),
                ScriptJars.ship(workspace),
                settings.file(),
                settings.args());
    }

    /** The folder beside the workspace in which a script's process tells what it does. */
    static FilePath folder(FilePath workspace, String id) throws IOException {
        FilePath temporary = workspace.getParent() == null ? null : WorkspaceList.tempDir(workspace);
        if (temporary == null) {
            throw new AbortException("Nothing was run: there is no room beside the workspace.");
        }
        return temporary.child("wan-script-" + id);
    }

    /** The file in that folder which holds the results. */
    static FilePath results(FilePath folder) {
        return folder.child(RESULTS);
    }

    /** The file of the results, where the folder is. */
    static File results(File folder) {
        return new File(folder, RESULTS);
    }

    /** Makes the folder, with a file of results in it: should that be gone later, somebody has taken it away. */
    static void makeRoom(FilePath folder) throws IOException, InterruptedException {
        folder.mkdirs();
        results(folder).write("", "UTF-8");
    }

    /** The words of the command line; none of them is secret. */
    List<String> command(boolean unix) {
        List<String> words = new ArrayList<>();
        words.add(java);
        words.add("-XX:TieredStopAtLevel=1"); // a script is over before more of that would pay
        words.add("-cp");
        words.add(String.join(unix ? ":" : ";", jars));
        words.add(ScriptMain.class.getName());
        words.add(file);
        words.addAll(arguments);
        return words;
    }

    /** The text of a shell script that becomes the process: there is nothing in between that a signal would end. */
    String shell() {
        return "{ set +x; } 2>/dev/null\nexec "
                + command(true).stream()
                        .map(word -> "'" + word.replace("'", "'\\''") + "'")
                        .collect(Collectors.joining(" "))
                + "\n";
    }

    /** The words for Java's own files of arguments, in which Windows' shell has no say. */
    String argumentFile() {
        return command(false).stream()
                .skip(1)
                .map(word -> "\"" + word.replace("\\", "\\\\").replace("\"", "\\\"") + "\"")
                .collect(Collectors.joining("\n"));
    }

    /** The text of a batch file that runs Java with such a file. */
    String batch(FilePath argumentFile) {
        return "@echo off\r\n\"" + java.replace("%", "%%") + "\" \"@"
                + argumentFile.getRemote().replace("%", "%%") + "\"\r\nexit /b %ERRORLEVEL%\r\n";
    }

    /**
     * The token, looked up anew.
     *
     * @throws AbortException if there is none
     */
    static String token(Run<?, ?> run, ScriptSettings settings) throws AbortException {
        CredentialsTokenSource tokens =
                CredentialsTokenSource.of(run, settings.credentialsId(), settings.service(), Runnable::run);
        try {
            tokens.lookUp();
            return tokens.token();
        } catch (TokenException e) {
            throw new AbortException("Nothing was run: " + e.getMessage());
        }
    }

    /**
     * What is added to the environment of that process alone.
     *
     * @param id of the script's run
     * @param places how many requests it may have at the service at once
     * @param folder where it tells what it does
     */
    static Map<String, String> variables(
            ScriptSettings settings, String id, String token, int places, FilePath folder, TaskListener console) {
        Map<String, String> variables = new LinkedHashMap<>();
        ProxyVariables proxy = ProxyVariables.current(settings.proxyPassword());
        if (!proxy.lost().isEmpty()) {
            ScriptRecords.say(
                    console,
                    "These exceptions from Jenkins' proxy can't be told to a script, which uses the proxy for them: "
                            + PlainText.oneLine(String.join(" ", proxy.lost()), 200) + ".");
        }
        variables.putAll(proxy.variables());
        variables.put(ID, id);
        variables.put(EnvironmentToken.VARIABLE, token);
        variables.put(EnvironmentToken.FILE_VARIABLE, "");
        variables.put(Settings.BASE_URL, settings.service().toString());
        variables.put(Settings.DOWNLOAD_HOSTS, String.join(",", settings.downloadHosts()));
        variables.put(Settings.POLL_INTERVAL_VARIABLE, settings.pollIntervalSeconds() + "s");
        variables.put(Settings.MAX_CONCURRENT, String.valueOf(places));
        variables.put(
                Settings.MAX_USD,
                settings.maxUsd().map(max -> max.toPlainString()).orElse(""));
        variables.put(Settings.RESULTS, results(folder).getRemote());
        return variables;
    }
}
