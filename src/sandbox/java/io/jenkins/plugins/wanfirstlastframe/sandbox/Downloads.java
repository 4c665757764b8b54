package io.jenkins.plugins.wanfirstlastframe.sandbox;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.wanfirstlastframe.client.ImageSource;
import io.jenkins.plugins.wanfirstlastframe.client.InvalidInputException;
import io.jenkins.plugins.wanfirstlastframe.preview.FrameException;
import io.jenkins.plugins.wanfirstlastframe.preview.FrameLimits;
import io.jenkins.plugins.wanfirstlastframe.preview.FrameLoader;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Fault.Type;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okio.Buffer;

/** The files: a request's video, and frames for requests to begin and end with. They need no token. */
final class Downloads {

    private static final Pattern RANGE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");
    private static final Pattern SIZE = Pattern.compile("([1-9]\\d{0,3})x([1-9]\\d{0,3})");

    private final Sandbox sandbox;

    Downloads(Sandbox sandbox) {
        this.sandbox = sandbox;
    }

    /** A video, or the range of it that is asked for: {@code /files/<request>/<any name>}. */
    MockResponse video(Target target, RecordedRequest request, @CheckForNull Fault fault) throws IOException {
        Optional<SandboxRequest> kept = sandbox.queue()
                .find(target.request())
                .filter(found -> sandbox.queue().view(found).state().equals("completed"));
        if (kept.isEmpty()) {
            return Replies.text(404, "gone", "text/plain");
        }
        Type type = fault == null ? null : fault.type();
        if (type == Type.EXPIRED) {
            kept.get().expire();
            kept.get().expiredStatus = fault.value().isEmpty() ? 403 : (int) fault.number();
        }
        String signature = Optional.ofNullable(request.getUrl().queryParameter("signature"))
                .orElse("");
        String query = kept.get().query;
        if (query != null && !request.getTarget().endsWith("/video.mp4?" + query)) {
            return Replies.text(403, "<Error><Code>SignatureDoesNotMatch</Code></Error>", "application/xml");
        }
        if (kept.get().isExpired(signature)) {
            return Replies.text(
                    kept.get().expiredStatus, "<Error><Code>AccessDenied</Code></Error>", "application/xml");
        }
        String name = target.path().get(2);
        MockResponse.Builder reply = new MockResponse.Builder().setHeader("Content-Type", contentType(name));
        if (name.startsWith("poster")) {
            return reply.body(poster()).build();
        }
        Video video = SpoiltVideo.of(video(kept.get()), fault);
        String tag = "\"" + kept.get().id + (type == Type.NEW_ETAG ? "-changed" : "") + "\"";
        reply.setHeader("Accept-Ranges", "bytes").setHeader("ETag", tag);
        String unchanged = SandboxDispatcher.header(request, "If-Range");
        Matcher range = RANGE.matcher(SandboxDispatcher.header(request, "Range"));
        boolean whole = type == Type.IGNORE_RANGE || !unchanged.isEmpty() && !unchanged.equals(tag);
        if (whole || !range.matches() || range.group().equals("bytes=-")) {
            return Replies.withBody(reply, new VideoBody(video, 0, video.length()))
                    .build();
        }
        return part(reply, video, range, type == Type.WRONG_OFFSET ? 1 : 0);
    }

    private static String contentType(String name) {
        return name.endsWith(".bin")
                ? "application/octet-stream"
                : name.startsWith("poster") ? "image/png" : "video/mp4";
    }

    private static Buffer poster() throws IOException {
        Buffer png = new Buffer();
        ImageIO.write(new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB), "png", png.outputStream());
        return png;
    }

    private Video video(SandboxRequest kept) throws IOException {
        try {
            return sandbox.videos().of(InputSchema.input(kept.input));
        } catch (InvalidInputException e) {
            throw new IOException(e); // such a request completes only by hand
        }
    }

    private static MockResponse part(MockResponse.Builder reply, Video video, Matcher range, int tooEarly) {
        long length = video.length();
        String first = range.group(1);
        String last = range.group(2);
        long from = first.isEmpty() ? Math.max(0, length - Long.parseLong(last)) : Long.parseLong(first);
        long to = first.isEmpty() || last.isEmpty() ? length : Math.min(length, Long.parseLong(last) + 1);
        if (from >= to) {
            return reply.code(416)
                    .setHeader("Content-Range", "bytes */" + length)
                    .build();
        }
        from = Math.max(0, from - tooEarly);
        return Replies.withBody(reply.code(206), new VideoBody(video, from, to))
                .setHeader("Content-Range", "bytes " + from + "-" + (to - 1) + "/" + length)
                .build();
    }

    /**
     * An image that was put there or came within a request; or {@code start.png}, {@code end.png} or the name of an example,
     * in the size of {@code ?size=640x480}.
     */
    MockResponse frame(Target target, RecordedRequest request) throws IOException {
        String name = target.path().get(1);
        Optional<HostedFrame> hosted = sandbox.frames().find(name);
        return hosted.isPresent() ? hosted(hosted.get(), request.getMethod()) : drawn(name, request.getUrl());
    }

    private static MockResponse hosted(HostedFrame frame, String method) {
        if (method.equals("HEAD") && frame.headStatus() != 200) {
            return Replies.text(frame.headStatus(), "no HEAD here", "text/plain");
        }
        MockResponse.Builder reply = new MockResponse.Builder()
                .setHeader("Content-Type", frame.mediaType())
                .setHeader("Date", Replies.date(ZonedDateTime.now(ZoneOffset.UTC)));
        if (frame.eTag() != null) {
            reply.setHeader("ETag", frame.eTag());
        }
        if (frame.lastModified() != null) {
            reply.setHeader("Last-Modified", Replies.date(frame.lastModified().atZone(ZoneOffset.UTC)));
        }
        return reply.body(new Buffer().write(frame.content())).build();
    }

    private static MockResponse drawn(String name, HttpUrl url) throws IOException {
        String example =
                switch (name) {
                    case "start.png" -> "Runcomfy_Example_1259_1.png";
                    case "end.png" -> "Runcomfy_Example_1259_2.png";
                    default -> name;
                };
        Matcher size =
                SIZE.matcher(Optional.ofNullable(url.queryParameter("size")).orElse("720x720"));
        if (!example.startsWith("Runcomfy_Example_") || !size.matches()) {
            return Replies.text(404, "no such frame", "text/plain");
        }
        try {
            BufferedImage drawn =
                    new FrameLoader(new OkHttpClient(), FrameLimits.DEFAULT).load(ImageSource.parse(example));
            return png(drawn, Integer.parseInt(size.group(1)), Integer.parseInt(size.group(2)));
        } catch (FrameException | IllegalArgumentException e) {
            return Replies.text(404, "no such frame", "text/plain");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static MockResponse png(BufferedImage drawn, int width, int height) throws IOException {
        BufferedImage scaled = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        var graphics = scaled.createGraphics();
        graphics.drawImage(drawn, 0, 0, width, height, null);
        graphics.dispose();
        Buffer png = new Buffer();
        ImageIO.write(scaled, "png", png.outputStream());
        return new MockResponse.Builder()
                .setHeader("Content-Type", "image/png")
                .body(png)
                .build();
    }
}
