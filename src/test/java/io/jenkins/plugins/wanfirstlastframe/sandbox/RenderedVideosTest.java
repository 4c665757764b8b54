package io.jenkins.plugins.wanfirstlastframe.sandbox;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.wanfirstlastframe.client.GenerationInput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RenderedVideosTest {

    private static Sandbox.Builder settings() {
        return Sandbox.builder().queueTime(Duration.ZERO).runTime(Duration.ZERO);
    }

    private static void awaitState(Sandbox sandbox, String id, String state) {
        await().atMost(Duration.ofSeconds(30)).until(() -> sandbox.view(id).state(), is(state));
    }

    @Test
    void requestIsDoneOnceItsVideoIs() throws Exception {
        CompletableFuture<Video> making = new CompletableFuture<>();
        try (Sandbox sandbox = settings().videos(prepared(making)).start()) {
            Caller caller = new Caller(sandbox);
            String id = caller.submit();
            assertThat(caller.status(id).path("status").asText(), is("in_progress"));
            making.complete(Videos.bytes(100).of(null));
            assertThat(caller.status(id).path("status").asText(), is("completed"));
        }
    }

    @Test
    void requestFailsWhoseVideoCannotBeMade() throws Exception {
        CompletableFuture<Video> making = new CompletableFuture<>();
        try (Sandbox sandbox = settings().videos(prepared(making)).start()) {
            Caller caller = new Caller(sandbox);
            String id = caller.submit();
            making.completeExceptionally(new IOException("no such image"));
            assertThat(caller.result(id).path("status").asText(), is("failed"));
            assertThat(caller.result(id).path("error").asText(), is("no such image"));
        }
    }

    private static Video.Source prepared(CompletableFuture<Video> making) {
        return new Video.Source() {
            @Override
            public Video of(GenerationInput input) {
                return making.join();
            }

            @Override
            public Optional<CompletableFuture<Video>> prepare(GenerationInput input) {
                return Optional.of(making);
            }
        };
    }

    @Test
    void rendersWhatWasAskedForFromTheSandboxsOwnFrames() throws Exception {
        try (Sandbox sandbox = settings().start()) {
            Caller caller = new Caller(sandbox);
            ObjectNode input = (ObjectNode) Caller.json(Caller.INPUT);
            input.put("68_image", sandbox.baseUrl() + "/frames/start.png?size=100x80");
            input.put("62_image", sandbox.baseUrl() + "/frames/end.png?size=100x80");
            input.put("71_widthx71_height", "480x480 (1:1)");
            String id = Caller.json(caller.submitted(input.toString()))
                    .path("request_id")
                    .asText();
            awaitState(sandbox, id, "completed");
            byte[] video = caller.get(caller.videoUrl(id)).body();
            assertThat(new String(video, 4, 4, StandardCharsets.US_ASCII), is("ftyp"));
            assertThat(video.length, is(greaterThan(10_000)));
            String again = Caller.json(
                            caller.submitted(input.put("57_noise_seed", 5).toString()))
                    .path("request_id")
                    .asText();
            assertThat(sandbox.view(again).state(), is("completed"));
            assertThat(sandbox.count(Route.FRAME), is(2));
        }
    }

    @Test
    void requestFailsWhoseFrameIsNotThere() throws Exception {
        try (Sandbox sandbox = settings().start()) {
            Caller caller = new Caller(sandbox);
            ObjectNode input = (ObjectNode) Caller.json(Caller.INPUT);
            input.put("68_image", sandbox.baseUrl() + "/frames/nothing.png");
            String id = Caller.json(caller.submitted(input.toString()))
                    .path("request_id")
                    .asText();
            awaitState(sandbox, id, "failed");
            assertThat(caller.result(id).path("error").asText(), containsString("nothing.png"));
        }
    }
}
