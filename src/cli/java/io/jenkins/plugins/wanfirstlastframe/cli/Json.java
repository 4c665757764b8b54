package io.jenkins.plugins.wanfirstlastframe.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.client.Billing;
import io.jenkins.plugins.wanfirstlastframe.client.RequestId;
import io.jenkins.plugins.wanfirstlastframe.generation.Failure;
import io.jenkins.plugins.wanfirstlastframe.script.FinishedVideo;
import java.time.Duration;
import java.util.Locale;

/** The objects that {@code --json} prints. */
final class Json {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    /** An object whose {@code status} is that word. */
    static ObjectNode status(String word) {
        return MAPPER.createObjectNode().put("status", word);
    }

    static ObjectNode of(FinishedVideo video) {
        ObjectNode json = status("completed");
        json.put("video", video.file().toString());
        json.put("url", video.url());
        json.put("requestId", video.requestId());
        json.put("seed", video.seed());
        json.put("queuedSeconds", seconds(video.queued()));
        json.put("runSeconds", seconds(video.ran()));
        json.put("bytes", video.bytes());
        json.put("sha256", video.sha256());
        return json;
    }

    @CheckForNull
    private static Double seconds(@CheckForNull Duration duration) {
        return duration == null ? null : duration.toMillis() / 1000.0;
    }

    static ObjectNode of(Failure failure) {
        ObjectNode json = status("failed");
        RequestId id = failure.requestId();
        json.putObject("error")
                .put("kind", failure.kind().name().toLowerCase(Locale.ROOT))
                .put("message", failure.message())
                .put("requestId", id == null ? null : id.value())
                .put("billing", word(failure.billing()));
        return json;
    }

    /** The failure of what has nothing to do with billing. */
    static ObjectNode withoutBilling(Failure failure) {
        ObjectNode json = of(failure);
        json.withObject("/error").remove("billing");
        return json;
    }

    /** How programs are told whether something is charged. */
    static String word(Billing billing) {
        return billing.name().toLowerCase(Locale.ROOT);
    }

    static String text(ObjectNode json) {
        try {
            return MAPPER.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree always has a JSON form", e);
        }
    }
}
