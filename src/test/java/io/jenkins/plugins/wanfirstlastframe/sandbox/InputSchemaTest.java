package io.jenkins.plugins.wanfirstlastframe.sandbox;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InputSchemaTest {

    private static ObjectNode with(String name, String json) throws Exception {
        ObjectNode input = (ObjectNode) Caller.json(Caller.INPUT);
        input.set(name, Caller.json(json));
        return input;
    }

    @Test
    void answersTheProblemsAsADetail() throws Exception {
        try (Sandbox sandbox = Sandbox.builder().videos(Videos.bytes(100)).start()) {
            var response = new Caller(sandbox).submitted("{\"62_image\": \"x\", \"6_text\": 5, \"57_steps\": 21}");
            assertThat(response.statusCode(), is(422));
            assertThat(
                    Caller.json(response),
                    is(Caller.json("{\"error_code\": 422001, \"error_message\": \"Validation failed\", \"detail\": ["
                            + "{\"loc\": [\"body\", \"68_image\"], \"msg\": \"Field required\", \"type\": \"missing\"},"
                            + "{\"loc\": [\"body\", \"6_text\"], \"msg\": \"Input should be a valid string\","
                            + " \"type\": \"string_type\"},"
                            + "{\"loc\": [\"body\", \"57_steps\"], \"msg\":"
                            + " \"Input should be less than or equal to 20\""
                            + ", \"type\": \"less_than_equal\"}]}")));
            assertThat(sandbox.acceptedSubmits(), is(0));
        }
    }

    @ParameterizedTest
    @CsvSource({"'', model_attributes_type", "[], model_attributes_type", "'{\"6_text\": ', json_invalid"})
    void refusesABodyThatIsNoObject(String body, String type) throws Exception {
        try (Sandbox sandbox = Sandbox.builder().videos(Videos.bytes(100)).start()) {
            var response = new Caller(sandbox).submitted(body);
            assertThat(response.statusCode(), is(422));
            assertThat(Caller.json(response).at("/detail/0/type").asText(), is(type));
            assertThat(sandbox.acceptedSubmits(), is(0));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "68_image, 5, string_type",
        "6_text, null, string_type",
        "71_widthx71_height, '\"720x720\"', enum",
        "71_widthx71_height, '\"720X720 (1:1)\"', enum",
        "67_length, 82, enum",
        "67_length, '\"81\"', int_type",
        "67_length, 99999999999999999999, enum",
        "73_frame_rate, 11, greater_than_equal",
        "73_frame_rate, 25, less_than_equal",
        "73_frame_rate, 16.5, int_type",
        "73_frame_rate, true, int_type",
        "57_noise_seed, 9223372036854775808, less_than_equal",
        "57_cfg, 0.59, greater_than_equal",
        "57_cfg, 1e999999999, less_than_equal",
        "57_cfg, '\"4\"', float_type",
        "54_shift, 15.001, less_than_equal"
    })
    void refusesWhatThePageDoesNotTake(String name, String json, String type) throws Exception {
        JsonNode problems = InputSchema.problems(with(name, json));
        assertThat(problems.size(), is(1));
        assertThat(problems.at("/0/loc/1").asText(), is(name));
        assertThat(problems.at("/0/type").asText(), is(type));
    }

    @ParameterizedTest
    @CsvSource({
        "68_image, '\"anything at all\"'",
        "6_text, '\"\"'",
        "71_widthx71_height, '\"1280x720 (16:9)\"'",
        "67_length, 141",
        "73_frame_rate, 12",
        "57_noise_seed, -9223372036854775808",
        "57_cfg, 0.6",
        "57_cfg, 4",
        "54_shift, 15.0",
        "something_else, {}"
    })
    void takesWhatThePageTakes(String name, String json) throws Exception {
        assertThat(InputSchema.problems(with(name, json)).size(), is(0));
    }

    @Test
    void requestWithSomethingElseThanAnImageFails() throws Exception {
        try (Sandbox sandbox = Sandbox.builder()
                .videos(Videos.bytes(100))
                .queueTime(Duration.ZERO)
                .runTime(Duration.ZERO)
                .start()) {
            Caller caller = new Caller(sandbox);
            String id = Caller.json(caller.submitted(with("62_image", "\"cat\"").toString()))
                    .path("request_id")
                    .asText();
            assertThat(caller.result(id).path("status").asText(), is("failed"));
            assertThat(caller.result(id).path("error").asText().contains("End Image"), is(true));
        }
    }

    @Test
    void catalogueHasTheSchemaOfThePage() throws Exception {
        try (Sandbox sandbox = Sandbox.builder().videos(Videos.bytes(100)).start()) {
            JsonNode model = Caller.json(new Caller(sandbox).get(Caller.MODEL));
            assertThat(model.path("display_name").isTextual(), is(true));
            assertThat(model.path("base_price_usd").isNumber(), is(true));
            assertThat(model.path("price_unit").isTextual(), is(true));
            JsonNode schema = model.path("input_schema");
            assertThat(schema.path("required"), is(Caller.json("[\"68_image\", \"62_image\", \"6_text\"]")));
            assertThat(schema.path("properties").size(), is(10));
            assertThat(
                    schema.at("/properties/67_length"),
                    is(Caller.json("{\"title\": \"Number of Frames\", \"type\": \"integer\", \"default\": 81,"
                            + " \"enum\": [81, 141]}")));
            assertThat(
                    schema.at("/properties/57_noise_seed"),
                    is(Caller.json("{\"title\": \"Seed\", \"type\": \"integer\", \"default\": 96860978}")));
            assertThat(schema.at("/properties/57_cfg/minimum").asDouble(), is(0.6));
            assertThat(schema.at("/properties/57_cfg/maximum").asDouble(), is(4.0));
        }
    }
}
