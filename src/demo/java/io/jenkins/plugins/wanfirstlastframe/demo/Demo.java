package io.jenkins.plugins.wanfirstlastframe.demo;

import hudson.Extension;
import hudson.init.InitMilestone;
import hudson.init.Initializer;
import hudson.init.Terminator;
import hudson.model.listeners.ItemListener;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Sandbox;
import java.io.IOException;
import java.time.Duration;
import jenkins.model.Jenkins;

/**
 * The sandbox inside the Jenkins of {@code mvn -Pdemo hpi:run}, and what its console says. Configuration as Code does the
 * rest: {@code src/demo/jenkins.yaml}.
 */
@Extension
public final class Demo extends ItemListener {

    /** A clip of the defaults, 40 seconds at the service, takes ten. */
    private static final double TIME_SCALE = 4;

    /** Long enough to abort a queued request by hand. */
    private static final Duration QUEUE_TIME = Duration.ofSeconds(10);

    private Sandbox sandbox;

    /** Starts the sandbox before Configuration as Code asks for its address. */
    @Initializer(after = InitMilestone.EXTENSIONS_AUGMENTED, before = InitMilestone.SYSTEM_CONFIG_LOADED)
    public void startSandbox() throws IOException {
        sandbox = Sandbox.builder()
                .timeScale(TIME_SCALE)
                .queueTime(QUEUE_TIME.multipliedBy((long) TIME_SCALE))
                .start();
        System.setProperty("wan.demo.service", sandbox.baseUrl());
    }

    /** Ends the sandbox with Jenkins. */
    @Terminator
    public void stopSandbox() {
        if (sandbox != null) {
            sandbox.close();
        }
    }

    /** Says what there is to click. */
    @Override
    public void onLoaded() {
        String url = System.getProperty("wan.demo.url");
        System.out.printf(
                """

                --------------------------------------------------------------------------------------------------------
                The demo is ready: %s  (no login; nothing is paid)

                1. A clip   Open %<sjob/scripted/ and click "Build Now". The build appears on the
                            left; "Console Output" follows it, and half a minute later "Videos" plays the clip.
                2. Abort    Build it again, open the build, and click the X beside its progress. Within ten seconds
                            the request is cancelled; later it runs already, and would be billed.
                3. Many     "matrix" makes four clips at once; "nightly" makes two, and goes on without one that
                            fails. No agent is held meanwhile.
                4. A list   "clips" makes what a clip list asks for. Build it twice: the second build uses the videos
                            of the first again.
                5. A script "script" runs a script of the plugin's language in a Java process of its own.
                6. Compare  Build "compare" twice: "Videos" of the second build plays both clips in step.
                7. Forms    "freestyle" > Configure is the build step's form; "declarative" > Pipeline Syntax
                            writes the Pipeline step's call.

                The sandbox in RunComfy's place listens on %s.
                Ctrl-C ends both. All files are in %s; delete it to begin anew.
                --------------------------------------------------------------------------------------------------------
                %n""",
                url, sandbox.baseUrl(), Jenkins.get().getRootDir());
    }
}
