package io.jenkins.plugins.wanfirstlastframe;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import hudson.util.Secret;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Sandbox;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Videos;
import java.io.IOException;
import java.time.Duration;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;

/** What nearly every test on Jenkins needs: a sandbox that is quick, a token for it, and Jenkins configured for both. */
public final class Fixture {

    public static final String CREDENTIALS_ID = "runcomfy";

    private Fixture() {}

    /** Jobs are done as soon as they are asked for, and have a small video. */
    public static Sandbox.Builder sandbox() {
        return Sandbox.builder()
                .videos(Videos.small())
                .queueTime(Duration.ZERO)
                .runTime(Duration.ZERO)
                .workers(1000);
    }

    /** Points Jenkins to the sandbox, with its token as the global default. */
    public static void configure(Sandbox sandbox) throws IOException {
        configure(sandbox.baseUrl(), sandbox.token());
    }

    /** The same where the sandbox is in another process. */
    public static void configure(String url, String token) throws IOException {
        addSecretText(CREDENTIALS_ID, token);
        WanFirstLastFrameConfiguration configuration = WanFirstLastFrameConfiguration.get();
        configuration.setServiceUrl(url);
        configuration.setCredentialsId(CREDENTIALS_ID);
        configuration.setPollIntervalSeconds(1);
    }

    public static void addSecretText(String id, String secret) throws IOException {
        SystemCredentialsProvider provider = SystemCredentialsProvider.getInstance();
        provider.getCredentials()
                .add(new StringCredentialsImpl(CredentialsScope.GLOBAL, id, null, Secret.fromString(secret)));
        provider.save();
    }

    /** The settings of the page's own example. */
    public static WanFirstLastFrameStep puppy() {
        WanFirstLastFrameStep step = new WanFirstLastFrameStep();
        step.setStartImage("Runcomfy_Example_1259_1.png");
        step.setEndImage("Runcomfy_Example_1259_2.png");
        step.setPrompt("Puppy, playing");
        return step;
    }

    /** A call of the step with the page's own example. */
    public static String step(String furtherArguments) {
        return "wanFirstLastFrame(startImage: 'Runcomfy_Example_1259_1.png', endImage: 'Runcomfy_Example_1259_2.png',"
                + " prompt: 'Puppy, playing'" + furtherArguments + ")";
    }
}
