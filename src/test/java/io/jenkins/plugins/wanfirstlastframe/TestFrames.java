package io.jenkins.plugins.wanfirstlastframe;

import com.fasterxml.jackson.databind.JsonNode;
import hudson.FilePath;
import hudson.model.FreeStyleProject;
import io.jenkins.plugins.wanfirstlastframe.client.Parameter;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Sandbox;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import jenkins.model.Jenkins;

/** Images of tests, and what the service is sent of them. */
final class TestFrames {

    private TestFrames() {}

    /** Noise, which no PNG makes smaller: three bytes a pixel. */
    static byte[] png(int width, int height, int seed) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(seed);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, random.nextInt(1 << 24));
            }
        }
        return png(image);
    }

    /** One colour, which takes hardly any bytes. */
    static byte[] plainPng(int width, int height) throws IOException {
        return png(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB));
    }

    private static byte[] png(BufferedImage image) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        ImageIO.write(image, "png", file);
        return file.toByteArray();
    }

    /** A build step whose start image is a file of the job's workspace, which it puts there. */
    static WanFirstLastFrameStep addStep(FreeStyleProject project) throws Exception {
        WanFirstLastFrameStep step = new WanFirstLastFrameStep();
        step.setStartImage("shots/first.png");
        step.setEndImage("Runcomfy_Example_1259_2.png");
        step.setPrompt("Puppy");
        step.setOutput("clips/puppy.mp4");
        project.getBuildersList().add(new WanFirstLastFrameBuilder(step));
        put(Jenkins.get().getWorkspaceFor(project).child(step.given(Parameter.START_IMAGE)), plainPng(900, 600));
        return step;
    }

    static void put(FilePath file, byte[] content) throws Exception {
        file.getParent().mkdirs();
        file.copyFrom(new ByteArrayInputStream(content));
    }

    /** A call of the step whose start image is a file. */
    static String step(String start, String further) {
        return "wanFirstLastFrame(startImage: '" + start + "', endImage: 'Runcomfy_Example_1259_2.png', prompt: 'Puppy'"
                + further + ")";
    }

    /** The address of the start image that the sandbox was given last: its own where the image came in the request. */
    static String address(Sandbox sandbox) {
        List<Sandbox.View> requests = sandbox.allRequests();
        JsonNode input = requests.get(requests.size() - 1).input();
        return input.path("68_image").asText();
    }

    /** The start image that came in the last request. */
    static byte[] sent(Sandbox sandbox) throws IOException {
        try (InputStream content = URI.create(address(sandbox)).toURL().openStream()) {
            return content.readAllBytes();
        }
    }
}
