package io.jenkins.plugins.wanfirstlastframe.preview;

import io.jenkins.plugins.wanfirstlastframe.client.FrameAddress;
import io.jenkins.plugins.wanfirstlastframe.client.FrameAddress.PrivateAddressException;
import io.jenkins.plugins.wanfirstlastframe.client.Hosts;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.UnknownHostException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.Dispatcher;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Buffer;
import okio.BufferedSource;

/** Fetches one frame from the web, without cookies or credentials. Use it once. */
final class FrameDownload {

    private static final long CHUNK = 64 * 1024L;

    private final OkHttpClient http;
    private final FrameLimits limits;
    private final HttpUrl url;
    private final boolean local;

    FrameDownload(OkHttpClient shared, FrameLimits limits, HttpUrl url) {
        this.limits = limits;
        this.url = url;
        this.local = Hosts.isLoopback(url.host());
        this.http = FrameAddress.client(shared, local)
                .dispatcher(new Dispatcher(Executors.newCachedThreadPool(FrameDownload::thread)))
                .connectTimeout(limits.readTimeout())
                .readTimeout(limits.readTimeout())
                .writeTimeout(limits.readTimeout())
                .build();
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "frame download");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Fetches the file. An interrupt ends the download at once.
     *
     * @throws UnusableImageException with the rest of a sentence that begins with the frame's name
     */
    byte[] fetch() throws UnusableImageException, InterruptedException {
        try {
            return follow();
        } finally {
            http.dispatcher().executorService().shutdown();
        }
    }

    private byte[] follow() throws UnusableImageException, InterruptedException {
        long deadline = System.nanoTime() + limits.total().toNanos();
        HttpUrl next = url;
        for (int redirects = 0; redirects <= FrameAddress.MAX_REDIRECTS; redirects++) {
            String objection = FrameAddress.objection(next, local);
            if (objection != null) {
                throw new UnusableImageException(redirects == 0 ? objection : "is redirected, and then " + objection);
            }
            Reply reply = reply(next, deadline - System.nanoTime());
            if (reply.redirect == null) {
                return reply.file;
            }
            next = reply.redirect;
        }
        throw new UnusableImageException("is redirected more than " + FrameAddress.MAX_REDIRECTS
                + " times; give the address where the redirects end");
    }

    private Reply reply(HttpUrl from, long nanos) throws UnusableImageException, InterruptedException {
        Call call = http.newCall(new Request.Builder()
                .url(from)
                .header("Accept", "image/png, image/jpeg, image/webp")
                .build());
        CompletableFuture<Reply> reply = new CompletableFuture<>();
        call.enqueue(new Callback() {
            @Override
            public void onFailure(Call failed, IOException failure) {
                reply.completeExceptionally(failure);
            }

            @Override
            public void onResponse(Call answered, Response response) {
                try (response) {
                    reply.complete(read(response, from));
                } catch (IOException | RuntimeException e) {
                    reply.completeExceptionally(e);
                }
            }
        });
        try {
            return reply.get(nanos, TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw explain(e.getCause());
        } catch (TimeoutException e) {
            throw tooSlow(e);
        } finally {
            call.cancel();
        }
    }

    private Reply read(Response response, HttpUrl from) throws IOException {
        if (response.isRedirect()) {
            HttpUrl next = FrameAddress.redirect(from, response.header("Location"));
            if (next == null) {
                throw new UnusableImageException("is redirected to a place that is no web address");
            }
            return new Reply(null, next);
        }
        if (!response.isSuccessful()) {
            throw refusal(response.code());
        }
        ResponseBody body = response.body();
        if (body.contentLength() > limits.bytes()) {
            throw UnusableImageException.tooLarge(limits);
        }
        BufferedSource source = body.source();
        Buffer file = new Buffer();
        while (source.read(file, CHUNK) != -1) {
            if (file.size() > limits.bytes()) {
                throw UnusableImageException.tooLarge(limits);
            }
        }
        return new Reply(file.readByteArray(), null);
    }

    private static UnusableImageException refusal(int code) {
        return new UnusableImageException(
                switch (code) {
                    case 401, 403 ->
                        "can't be fetched: its server answers " + code
                                + ". It must be readable without login or cookies; use a presigned URL, or renew it";
                    case 404, 410 -> "does not exist: its server answers " + code + ". Check the address";
                    default -> "can't be fetched: its server answers " + code + ". Try again later";
                });
    }

    private UnusableImageException explain(Throwable failure) {
        if (failure instanceof UnusableImageException unusable) {
            return unusable;
        }
        if (failure instanceof PrivateAddressException) {
            return new UnusableImageException(
                    "lies on a host whose address is inside a private network, which the service can't reach", failure);
        }
        if (failure instanceof UnknownHostException) {
            return new UnusableImageException("lies on a host that is not known. Check the address", failure);
        }
        if (failure instanceof InterruptedIOException) {
            return tooSlow(failure);
        }
        if (failure instanceof SSLException) {
            return new UnusableImageException(
                    "can't be fetched: its server's certificate or encryption is not accepted", failure);
        }
        return new UnusableImageException(
                "can't be fetched: the connection to its server failed or broke off. Try again later", failure);
    }

    private UnusableImageException tooSlow(Throwable cause) {
        return new UnusableImageException(
                "takes too long to fetch: nothing came for "
                        + limits.readTimeout().toSeconds()
                        + " seconds, or it was not complete after "
                        + limits.total().toSeconds(),
                cause);
    }

    /** A file, or where it is: one of the two is null. */
    private record Reply(byte[] file, HttpUrl redirect) {}
}
