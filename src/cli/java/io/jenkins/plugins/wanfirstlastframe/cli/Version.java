package io.jenkins.plugins.wanfirstlastframe.cli;

import picocli.CommandLine.IVersionProvider;

/** The program's version, as the jar's manifest has it. */
final class Version implements IVersionProvider {

    /** Names the program to the service. */
    static final String USER_AGENT = "wan-first-last-frame-cli/" + number();

    private static String number() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    @Override
    public String[] getVersion() {
        return new String[] {"wan " + number(), "Java " + Runtime.version()};
    }
}
