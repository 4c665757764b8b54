package io.jenkins.plugins.wanfirstlastframe;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import com.cloudbees.plugins.credentials.Credentials;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.domains.DomainRequirement;
import hudson.Launcher;
import hudson.LauncherDecorator;
import hudson.Proc;
import hudson.model.ItemGroup;
import hudson.model.Node;
import hudson.model.Result;
import hudson.util.Secret;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Route;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Sandbox;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.jvnet.hudson.test.TestExtension;
import org.springframework.security.core.Authentication;

/** How often a token is looked up, and who waits for that. */
@Timeout(240)
class TokenLookUpTest extends OnJenkins {

    @TestExtension
    public static final class Vault extends CredentialsProvider {
        static final AtomicInteger ASKED = new AtomicInteger();
        static volatile String token;
        static volatile long millis;
        static volatile RuntimeException problem;

        @Override
        public <C extends Credentials> List<C> getCredentialsInItemGroup(
                Class<C> type, ItemGroup group, Authentication authentication, List<DomainRequirement> requirements) {
            if (!type.isAssignableFrom(StringCredentialsImpl.class)) {
                return List.of();
            }
            ASKED.incrementAndGet();
            RuntimeException now = problem;
            if (now != null) {
                throw now;
            }
            try {
                Thread.sleep(millis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return List.of(type.cast(
                    new StringCredentialsImpl(CredentialsScope.GLOBAL, "vault", null, Secret.fromString(token))));
        }
    }

    private static final String STEP = Fixture.step(", credentialsId: 'vault'");

    @BeforeEach
    void quickVault() {
        Vault.token = Sandbox.DEFAULT_TOKEN;
        Vault.millis = 0;
        Vault.problem = null;
        WanFirstLastFrameConfiguration.get().setMaxPollIntervalSeconds(1);
        WanFirstLastFrameConfiguration.get().setMaxConcurrentRequests(20);
        sandbox.hold();
    }

    @AfterEach
    void stopBuilds() throws Exception {
        Vault.millis = 0;
        Vault.problem = null;
        Pipelines.stopAll(jenkins);
    }

    private void finish(WorkflowRun... runs) throws Exception {
        sandbox.allRequests().forEach(request -> sandbox.finishRequest(request.id()));
        for (WorkflowRun run : runs) {
            Pipelines.end(jenkins, Result.SUCCESS, run);
        }
    }

    private void statusIsAskedFor(int times, Duration within) {
        int before = sandbox.count(Route.STATUS);
        Awaitility.await()
                .atMost(within)
                .until(() -> sandbox.count(Route.STATUS), greaterThanOrEqualTo(before + times));
    }

    @Test
    void aSlowVaultHoldsUpNoOther() throws Exception {
        WorkflowRun quick = Pipelines.start(jenkins, Fixture.step(""));
        jenkins.waitForMessage("In queue", quick);
        Vault.millis = 10_000;
        for (int i = 0; i < 8; i++) {
            Pipelines.start(jenkins, Fixture.step(", credentialsId: 'vault', seed: " + i));
        }
        statusIsAskedFor(4, Duration.ofSeconds(9));
        sandbox.awaitCount(Route.SUBMIT, 9, Duration.ofSeconds(60));
    }

    @Test
    void aTokenIsLookedUpAtMostEveryHalfMinute() throws Exception {
        WorkflowRun run = Pipelines.start(jenkins, STEP);
        jenkins.waitForMessage("In queue", run);
        Vault.ASKED.set(0);
        statusIsAskedFor(10, Duration.ofSeconds(25));
        assertThat("within half a minute", Vault.ASKED.get(), is(0));
        Awaitility.await().atMost(Duration.ofSeconds(25)).until(() -> Vault.ASKED.get(), greaterThanOrEqualTo(1));
        assertThat("one look-up, of so many item groups", Vault.ASKED.get(), lessThanOrEqualTo(2));
        finish(run);
    }

    @Test
    void aRotatedTokenIsLookedUpAtOnce() throws Exception {
        WorkflowRun run = Pipelines.start(jenkins, STEP);
        jenkins.waitForMessage("In queue", run);
        Vault.token = "rotated";
        sandbox.addToken("rotated");
        sandbox.revoke(Sandbox.DEFAULT_TOKEN);
        // the sandbox takes a further token for that of another user, who may not see this request
        Awaitility.await()
                .until(() -> sandbox.requests(Route.STATUS).stream()
                        .anyMatch(status -> "Bearer rotated".equals(status.authorization())));
        jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(run));
        jenkins.assertLogContains("The request belongs to another user", run);
        assertThat(sandbox.acceptedSubmits(), is(1));
    }

    @Test
    void aSlowVaultAfterARefusalHoldsUpNoOther() throws Exception {
        Vault.token = "revoked";
        sandbox.addToken("revoked");
        List<WorkflowRun> refused = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            refused.add(Pipelines.start(jenkins, Fixture.step(", credentialsId: 'vault', seed: " + i)));
        }
        for (WorkflowRun run : refused) {
            jenkins.waitForMessage("In queue", run);
        }
        WorkflowRun quick = Pipelines.start(jenkins, Fixture.step(""));
        jenkins.waitForMessage("In queue", quick);
        Vault.millis = 4_000;
        sandbox.revoke("revoked");
        jenkins.waitForMessage("is still being looked up", refused.get(0));
        long before = statusCalls(Sandbox.DEFAULT_TOKEN);
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> statusCalls(Sandbox.DEFAULT_TOKEN), greaterThanOrEqualTo(before + 5));
        for (WorkflowRun run : refused) {
            jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(run));
            jenkins.assertLogContains("the service refuses the token of credential", run);
        }
        finish(quick);
    }

    private long statusCalls(String token) {
        return sandbox.requests(Route.STATUS).stream()
                .filter(status -> ("Bearer " + token).equals(status.authorization()))
                .count();
    }

    @Test
    void aVaultThatFailsForAWhileCostsNoRequest() throws Exception {
        WorkflowRun run = Pipelines.start(jenkins, STEP);
        jenkins.waitForMessage("In queue", run);
        Vault.problem = new IllegalStateException("sealed");
        Vault.ASKED.set(0);
        Awaitility.await().atMost(Duration.ofSeconds(50)).until(() -> Vault.ASKED.get() > 0);
        Vault.problem = null;
        statusIsAskedFor(3, Duration.ofSeconds(10));
        finish(run);
    }

    /** Counts what is started on nodes. */
    @TestExtension
    public static final class Launches extends LauncherDecorator {
        static final AtomicInteger COUNT = new AtomicInteger();

        @Override
        public Launcher decorate(Launcher launcher, Node node) {
            return new Launcher.DecoratedLauncher(launcher) {
                @Override
                public Proc launch(ProcStarter starter) throws IOException {
                    COUNT.incrementAndGet();
                    return super.launch(starter);
                }
            };
        }
    }

    @Test
    void aScriptIsNotBegunThatWasStoppedDuringTheLookUp() throws Exception {
        WanFirstLastFrameConfiguration.get().setMaxConcurrentRequests(1);
        WorkflowRun other = Pipelines.start(jenkins, Fixture.step(""));
        jenkins.waitForMessage("In queue", other);
        WorkflowRun script = Pipelines.start(
                jenkins,
                "node('built-in') { writeFile file: 'a.jsh', text: 'System.out.println(1);'\n"
                        + "wanScript file: 'a.jsh', credentialsId: 'vault', maxConcurrent: 1 }");
        jenkins.waitForMessage("Waiting for 1 places", script);
        Launches.COUNT.set(0);
        Vault.ASKED.set(0);
        Vault.millis = 4000;
        finish(other);
        Awaitility.await().until(() -> Vault.ASKED.get(), greaterThanOrEqualTo(1));
        Pipelines.stop(script);
        Pipelines.end(jenkins, Result.ABORTED, script);
        Thread.sleep(9000); // as many look-ups as there are item groups
        assertThat(Launches.COUNT.get(), is(0));
    }
}
