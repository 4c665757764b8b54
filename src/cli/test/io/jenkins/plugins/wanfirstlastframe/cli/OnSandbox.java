package io.jenkins.plugins.wanfirstlastframe.cli;

import static io.jenkins.plugins.wanfirstlastframe.cli.CommandLineFixture.environment;
import static io.jenkins.plugins.wanfirstlastframe.cli.CommandLineFixture.sandbox;

import io.jenkins.plugins.wanfirstlastframe.sandbox.Sandbox;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Tests of commands that have a folder and a sandbox of their own, and an environment that leads to it. */
abstract class OnSandbox {

    @TempDir
    Path folder;

    Sandbox sandbox;
    Map<String, String> environment;

    @BeforeEach
    void startSandbox() throws IOException {
        sandbox = sandbox().start();
        environment = environment(sandbox, folder);
    }

    @AfterEach
    void stopSandbox() {
        sandbox.close();
    }
}
