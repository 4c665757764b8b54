package io.jenkins.plugins.wanfirstlastframe;

import io.jenkins.plugins.wanfirstlastframe.sandbox.Sandbox;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Videos;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/** A sandbox in a process of its own, whose jobs wait for ever, so that its cost isn't counted as the controller's. */
final class SandboxProcess implements AutoCloseable {

    private final Process process;
    private final String baseUrl;

    private SandboxProcess(Process process, String baseUrl) {
        this.process = process;
        this.baseUrl = baseUrl;
    }

    static SandboxProcess start() throws IOException {
        // class path entries by name: the test's own class path may be hidden in a manifest
        String classPath = Arrays.stream(new Class<?>[] {
                    SandboxProcess.class,
                    Sandbox.class,
                    io.jenkins.plugins.wanfirstlastframe.client.Parameter.class,
                    mockwebserver3.MockWebServer.class,
                    okhttp3.OkHttpClient.class,
                    okio.Buffer.class,
                    kotlin.Unit.class,
                    com.fasterxml.jackson.databind.ObjectMapper.class,
                    com.fasterxml.jackson.core.JsonFactory.class,
                    com.fasterxml.jackson.annotation.JsonProperty.class
                })
                .map(type -> new File(type.getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .getPath())
                        .getPath())
                .distinct()
                .collect(Collectors.joining(File.pathSeparator));
        Process process = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-Xmx512m",
                        "-cp",
                        classPath,
                        SandboxProcess.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
        return new SandboxProcess(process, said.readLine());
    }

    String baseUrl() {
        return baseUrl;
    }

    @Override
    public void close() {
        process.destroy();
    }

    /** Runs until its input ends. */
    public static void main(String[] arguments) throws IOException {
        try (Sandbox sandbox =
                Sandbox.builder().hold().videos(Videos.bytes(1 << 20)).start()) {
            System.out.println(sandbox.baseUrl());
            while (System.in.read() >= 0) {
                continue;
            }
        }
    }
}
