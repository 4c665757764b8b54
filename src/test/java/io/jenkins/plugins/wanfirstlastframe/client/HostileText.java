package io.jenkins.plugins.wanfirstlastframe.client;

import java.util.List;
import java.util.Random;

/** Makes hostile text out of pieces that once broke a parser somewhere. */
public final class HostileText {

    private static final List<String> PIECES = List.of(
            "",
            " ",
            "\n",
            "\r\n",
            "\t",
            "\0",
            "\u001b[2J",
            "\u001b[8mha:////",
            "\u202e",
            "\u2028",
            "\ufeff",
            "\ud800",
            "\udc00",
            "\ud83d\ude00",
            "é",
            "İ",
            "ß",
            "https://",
            "http://",
            "HTTPS://",
            "file:///",
            "//",
            "://",
            "\\",
            "/",
            "..",
            "../",
            "%2e%2e%2f",
            "%00",
            "%",
            "@",
            ":",
            "?",
            "#",
            "&",
            "=",
            ",",
            ";",
            "*",
            "(",
            ")",
            "[",
            "]",
            "{",
            "}",
            "\"",
            "'",
            "null",
            "true",
            "NaN",
            "-",
            "+",
            "0",
            "1",
            "9".repeat(20),
            "1e999",
            "1E-999999999",
            "0x7f000001",
            "127.0.0.1",
            "127.1",
            "2130706433",
            "10.0.0.1",
            "[::1]",
            "[::ffff:10.0.0.1]",
            "[fe80::1%25eth0]",
            "localhost",
            "localhost.",
            "runcomfy.net",
            ".runcomfy.net",
            "x.runcomfy.net",
            "x.runcomfy.com",
            "evilruncomfy.net",
            "runcomfy.net.evil.example",
            "extra.example",
            "a.wild.example",
            "evil.example",
            "xn--",
            "xn--a",
            "user:pw@",
            ":0",
            ":443",
            ":99999",
            "/v.mp4",
            "Runcomfy_Example_1259_1.png",
            "bytes ",
            "0-1/2",
            "*/*",
            "Wed, 21 Oct 2026 07:28:00 GMT",
            "720x720",
            "(1:1)",
            "request_id",
            "status",
            "in_queue",
            "completed",
            "detail",
            "output",
            "video",
            "error_code",
            "error_message",
            "a".repeat(400),
            "[".repeat(1200),
            "{\"a\":".repeat(600));

    private final Random random;

    public HostileText(long seed) {
        this.random = new Random(seed);
    }

    /** A text of some pieces and some random characters. */
    public String next() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(7); i >= 0; i--) {
            text.append(
                    random.nextInt(6) == 0
                            ? String.valueOf((char) random.nextInt(random.nextBoolean() ? 128 : 65536))
                            : PIECES.get(random.nextInt(PIECES.size())));
        }
        return text.toString();
    }

    /** A text that is JSON, or was before a character of it was replaced. */
    public String nextJson() {
        StringBuilder json = new StringBuilder("{");
        for (int i = random.nextInt(5); i >= 0; i--) {
            json.append('"')
                    .append(PIECES.get(PIECES.size() - 4 - random.nextInt(9)))
                    .append("\":")
                    .append(value(3));
            json.append(i == 0 ? "}" : ",");
        }
        if (random.nextInt(4) == 0) {
            json.setCharAt(random.nextInt(json.length()), (char) random.nextInt(256));
        }
        return json.toString();
    }

    private String value(int depth) {
        return switch (random.nextInt(depth > 0 ? 8 : 6)) {
            case 0 -> "null";
            case 1 -> String.valueOf(random.nextLong());
            case 2 ->
                List.of("1e999", "-1e-999", "400001", "4e5", "1" + "0".repeat(300), "0.1")
                        .get(random.nextInt(6));
            case 3 -> "true";
            case 4, 5 -> '"' + next().replaceAll("[\\\\\"\\p{Cntrl}]", "") + '"';
            case 6 -> "[" + value(depth - 1) + "," + value(depth - 1) + "]";
            default ->
                "{\"url\":" + value(depth - 1) + ",\"msg\":" + value(depth - 1) + ",\"loc\":" + value(depth - 1) + "}";
        };
    }
}
