package io.jenkins.plugins.wanfirstlastframe;

import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Sandbox;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Tests that share one Jenkins. Each has a sandbox of its own, which Jenkins is configured for. */
@WithJenkins
abstract class OnJenkins {

    static JenkinsRule jenkins;

    Sandbox sandbox;

    @BeforeAll
    static void startJenkins(JenkinsRule rule) {
        jenkins = rule;
    }

    @AfterAll
    static void stopJenkins() throws Exception {
        jenkins.after();
    }

    @BeforeEach
    void startSandbox() throws Exception {
        SystemCredentialsProvider.getInstance().getCredentials().clear();
        sandbox = Fixture.sandbox().start();
        Fixture.configure(sandbox);
    }

    @AfterEach
    void stopSandbox() {
        sandbox.close();
    }
}
