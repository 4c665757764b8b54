package io.jenkins.plugins.wanfirstlastframe.cli;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.client.ServiceUrl;
import io.jenkins.plugins.wanfirstlastframe.script.EnvironmentToken;
import io.jenkins.plugins.wanfirstlastframe.script.Settings;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Option;

/** Which service a command speaks to, and with which token. A token itself is never an option: others could see it. */
final class ServiceOptions {

    @CheckForNull
    @Option(
            names = "--base-url",
            paramLabel = "URL",
            description = "The service. RUNCOMFY_BASE_URL unless given, else " + ServiceUrl.DEFAULT + ".")
    private String baseUrl;

    @CheckForNull
    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "A file with the API token in it. RUNCOMFY_TOKEN unless given.")
    private Path tokenFile;

    /** @throws IllegalArgumentException with a sentence on what is wrong */
    Settings settings(Map<String, String> environment) {
        Settings settings = Settings.of(environment);
        if (baseUrl != null) {
            settings = settings.service(ServiceUrl.parse(baseUrl));
        }
        return tokenFile == null ? settings : settings.tokens(new EnvironmentToken(environment, tokenFile));
    }
}
