package io.jenkins.plugins.wanfirstlastframe.generation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.wanfirstlastframe.client.Parameter;
import io.jenkins.plugins.wanfirstlastframe.client.ServiceUrl;
import java.math.BigDecimal;

/** The description of a video: a JSON object with the input, request id, times, origin and hash. */
public final class Sidecar {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Sidecar() {}

    /** The description as indented UTF-8 text. */
    public static byte[] json(DeliveredVideo video, GenerationState state) {
        ObjectNode json = JSON.createObjectNode();
        json.put("model", ServiceUrl.MODEL);
        state.requestId().ifPresent(id -> json.put("requestId", id.value()));
        state.input().ifPresent(input -> {
            ObjectNode values = json.putObject("input");
            for (Parameter parameter : Parameter.values()) {
                Object value = input.effective(parameter);
                boolean image = parameter == Parameter.START_IMAGE || parameter == Parameter.END_IMAGE;
                if (value instanceof Long number) {
                    values.put(parameter.propertyName(), number);
                } else if (value instanceof BigDecimal number) {
                    values.put(parameter.propertyName(), number);
                } else {
                    values.put(parameter.propertyName(), image ? withoutQuery((String) value) : (String) value);
                }
            }
        });
        json.put("submittedAt", state.begin().toString());
        state.queued().ifPresent(time -> json.put("queuedSeconds", time.toMillis() / 1000.0));
        state.ran().ifPresent(time -> json.put("runSeconds", time.toMillis() / 1000.0));
        json.put("url", video.url());
        json.put("bytes", video.bytes());
        json.put("sha256", video.sha256());
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("strings and numbers always have a JSON form", e);
        }
    }

    /** A presigned image URL is a secret for as long as it is valid. */
    private static String withoutQuery(String image) {
        return image.contains("://") ? DownloadRules.shown(image) : image;
    }
}
