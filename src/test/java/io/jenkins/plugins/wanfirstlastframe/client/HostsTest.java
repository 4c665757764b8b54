package io.jenkins.plugins.wanfirstlastframe.client;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "100.64.0.1",
                "100.127.255.255",
                "127.0.0.1",
                "127.9.9.9",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.1",
                "192.0.2.1",
                "192.168.1.1",
                "198.18.0.1",
                "198.19.255.255",
                "198.51.100.7",
                "203.0.113.9",
                "224.0.0.1",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "fe80::1",
                "fec0::1",
                "fc00::1",
                "fdff::1",
                "ff02::1",
                "2001:db8::1",
                "2001:0:1::1",
                "::ffff:10.0.0.1",
                "::10.0.0.1",
                "64:ff9b::a00:1",
                "64:ff9b::7f00:1",
                "64:ff9b:1::1",
                "2002:a00:1::1",
                "2002:7f00:1::",
                "2002:c0a8:101::1",
                "::ffff:0:127.0.0.1"
            })
    void refusesAddressesThatNoPublicServerHas(String address) throws Exception {
        assertThat(Hosts.isPublic(InetAddress.getByName(address)), is(false));
        assertThat(Hosts.isPrivateLiteral(address), is(true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1", "9.255.255.255", "11.0.0.1", "100.63.255.255", "100.128.0.1", "128.0.0.1", "169.253.1.1",
                "172.15.0.1", "172.32.0.1", "192.0.1.1", "192.167.1.1", "198.17.0.1", "198.20.0.1", "223.255.255.255",
                "2606:4700::1111", "64:ff9b::101:101", "2002:101:101::1", "2001:4860:4860::8888"
            })
    void takesPublicAddresses(String address) throws Exception {
        assertThat(Hosts.isPublic(InetAddress.getByName(address)), is(true));
        assertThat(Hosts.isPrivateLiteral(address), is(false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST", "127.0.0.1", "127.1.2.3", "::1", "[::1]"})
    void knowsThisMachine(String host) {
        assertThat(Hosts.isLoopback(host), is(true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost.example.com",
                "127.0.0.1.example.com",
                "127.0.0.256",
                "example.com",
                "::2",
                "",
                "10.0.0.1"
            })
    void takesNothingElseForThisMachine(String host) {
        assertThat(Hosts.isLoopback(host), is(false));
    }
}
