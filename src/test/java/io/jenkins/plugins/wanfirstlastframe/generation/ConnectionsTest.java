package io.jenkins.plugins.wanfirstlastframe.generation;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.jenkins.plugins.wanfirstlastframe.client.RequestId;
import io.jenkins.plugins.wanfirstlastframe.client.RunComfyClient;
import io.jenkins.plugins.wanfirstlastframe.client.ServiceUrl;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.Call;
import okhttp3.EventListener;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How many connections are made. */
@Timeout(60)
class ConnectionsTest extends OnRig {

    private final AtomicInteger made = new AtomicInteger();

    private void fetch(String url, String name) throws Exception {
        OkHttpClient counting = rig.http
                .newBuilder()
                .eventListener(new EventListener() {
                    @Override
                    public void connectStart(Call call, InetSocketAddress address, Proxy proxy) {
                        made.incrementAndGet();
                    }
                })
                .build();
        DownloadRules rules = DownloadRules.of(ServiceUrl.parse(rig.sandbox.baseUrl()), List.of());
        new VideoDownload(counting, rules).fetch(url, folder.resolve(name), Rig.LONG);
    }

    @Test
    void oneDownloadAfterTheOtherUsesTheSameConnectionButNotThatOfTheCalls() throws Exception {
        RunComfyClient client = rig.client();
        RequestId id = client.submit(Rig.input());
        String url = client.result(id).videos().get(0);
        fetch(url, "first.mp4");
        fetch(url, "second.mp4");
        assertThat(made.get(), is(1));
        assertThat(rig.files(), is(List.of("first.mp4", "second.mp4")));
    }
}
