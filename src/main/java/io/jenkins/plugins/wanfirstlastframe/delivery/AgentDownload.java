package io.jenkins.plugins.wanfirstlastframe;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.wanfirstlastframe.generation.DeliveredVideo;
import io.jenkins.plugins.wanfirstlastframe.generation.Delivery.DeliveryException;
import io.jenkins.plugins.wanfirstlastframe.generation.DownloadRules;
import io.jenkins.plugins.wanfirstlastframe.generation.VideoDownload;
import java.io.File;
import java.io.Serializable;
import java.time.Instant;
import jenkins.MasterToSlaveFileCallable;
import okhttp3.OkHttpClient;

/**
 * Downloads a video where the workspace is. It gets no token, since a result's URL needs none; the proxy's user, if there
 * is one, goes along, since the agent could reach nothing without.
 */
final class AgentDownload extends MasterToSlaveFileCallable<AgentDownload.Result> {

    private static final long serialVersionUID = 1L;

    private final String url;
    private final DownloadRules rules;
    private final long millisLeft;
    private final String output;

    @CheckForNull
    private final AgentProxy proxy;

    AgentDownload(String url, DownloadRules rules, Instant deadline, String output, @CheckForNull AgentProxy proxy) {
        this.url = url;
        this.rules = rules;
        this.millisLeft = deadline.toEpochMilli() - System.currentTimeMillis(); // the agent's clock may be another
        this.output = output;
        this.proxy = proxy;
    }

    @Override
    public Result invoke(File workspace, VirtualChannel channel) throws InterruptedException {
        OkHttpClient.Builder http = new OkHttpClient.Builder();
        OkHttpClient client = (proxy == null ? http : proxy.applyTo(http)).build();
        try {
            DeliveredVideo video = InterruptibleDownload.fetch(
                    new VideoDownload(client, rules),
                    url,
                    workspace.toPath().resolve(output),
                    Instant.now().plusMillis(millisLeft));
            return new Result(video.url(), video.bytes(), video.sha256(), null);
        } catch (DeliveryException e) {
            return new Result("", 0, "", e.getMessage());
        } finally {
            client.connectionPool().evictAll();
        }
    }

    /** What came of it, in a form that no serialization filter minds. */
    static final class Result implements Serializable {
        private static final long serialVersionUID = 1L;

        private final String url;
        private final long bytes;
        private final String sha256;

        @CheckForNull
        private final String failure;

        Result(String url, long bytes, String sha256, @CheckForNull String failure) {
            this.url = url;
            this.bytes = bytes;
            this.sha256 = sha256;
            this.failure = failure;
        }

        DeliveredVideo video() throws DeliveryException {
            if (failure != null) {
                throw new DeliveryException(failure);
            }
            return new DeliveredVideo("", url, bytes, sha256);
        }
    }
}
