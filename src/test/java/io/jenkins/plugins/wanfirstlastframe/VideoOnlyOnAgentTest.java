package io.jenkins.plugins.wanfirstlastframe;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import com.sun.management.HotSpotDiagnosticMXBean;
import hudson.model.Result;
import hudson.slaves.DumbSlave;
import hudson.slaves.RetentionStrategy;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Route;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Sandbox;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import jenkins.security.MasterToSlaveCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.SimpleCommandLauncher;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/**
 * The agent, a process of its own, fetches the video. It is given a proxy, the sandbox itself, which the controller has
 * not: a request that names the whole URL is the agent's.
 */
@WithJenkins
@Timeout(120)
class VideoOnlyOnAgentTest {

    /** No constant: the agent loads a class of this test. */
    private final String token = UUID.randomUUID().toString();

    @TempDir
    private Path folder;

    private DumbSlave agent(JenkinsRule jenkins, int proxyPort) throws Exception {
        Path jar = Path.of(jenkins.jenkins.getJnlpJars("agent.jar").getURL().toURI());
        String command = String.format(
                "\"%s/bin/java\" -Xmx128m -Dhttp.proxyHost=127.0.0.1 -Dhttp.proxyPort=%d -Dhttp.nonProxyHosts= -jar \"%s\"",
                System.getProperty("java.home"), proxyPort, jar);
        DumbSlave agent =
                new DumbSlave("elsewhere", folder.resolve("agent").toString(), new SimpleCommandLauncher(command));
        agent.setRetentionStrategy(RetentionStrategy.NOOP);
        agent.setLabelString("elsewhere");
        jenkins.jenkins.addNode(agent);
        jenkins.waitOnline(agent);
        return agent;
    }

    @Test
    void theAgentDownloadsAndKnowsNoToken(JenkinsRule jenkins) throws Exception {
        try (Sandbox sandbox = Fixture.sandbox().token(token).start()) {
            Fixture.configure(sandbox);
            DumbSlave agent = agent(jenkins, sandbox.port());
            Pipelines.run(jenkins, Result.SUCCESS, "node('elsewhere') { " + Fixture.step("") + " }");
            assertThat(targets(sandbox, true), contains(startsWith(sandbox.baseUrl() + "/files/")));
            assertThat(targets(sandbox, false), everyItem(startsWith("/v1/")));
            assertThat(
                    sandbox.requests().stream()
                            .filter(request -> request.route() == Route.DOWNLOAD)
                            .allMatch(request -> request.authorization() == null),
                    is(true));

            Path dump = folder.resolve("agent.hprof");
            agent.getChannel().call(new DumpHeap(dump.toString()));
            assertThat("the search finds what there is", holds(dump, "of-the-sandbox"), is(true));
            assertThat(holds(dump, token), is(false));
        }
    }

    private static List<String> targets(Sandbox sandbox, boolean downloads) {
        return sandbox.requests().stream()
                .filter(request -> downloads == (request.route() == Route.DOWNLOAD))
                .map(Sandbox.Request::target)
                .toList();
    }

    private static boolean holds(Path file, String text) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text);
    }

    /** Writes down all that a JVM holds. */
    private static final class DumpHeap extends MasterToSlaveCallable<Void, IOException> {
        private static final long serialVersionUID = 1L;

        private final String file;

        DumpHeap(String file) {
            this.file = file;
        }

        @Override
        public Void call() throws IOException {
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                    .dumpHeap(new File(file).getPath(), false); // garbage too
            return null;
        }
    }
}
