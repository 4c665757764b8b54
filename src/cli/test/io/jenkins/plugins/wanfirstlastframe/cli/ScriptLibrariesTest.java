package io.jenkins.plugins.wanfirstlastframe.cli;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.jenkins.plugins.wanfirstlastframe.script.ScriptLibraries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ScriptLibrariesTest {

    private static final Pattern ROOM = Pattern.compile("<include>\\$\\{packages}/(\\w+)/\\*\\*</include>");

    @Test
    void scriptsHaveAllRoomsThatNeedNoJenkins() throws IOException {
        String pom = Files.readString(Path.of("pom.xml"));
        Set<String> rooms = new TreeSet<>();
        Matcher matcher = ROOM.matcher(pom.substring(pom.indexOf("maven-compiler-plugin")));
        while (matcher.find()) {
            rooms.add(matcher.group(1));
        }
        rooms.removeAll(Set.of("sandbox", "cli"));
        assertThat(rooms, is(new TreeSet<>(ScriptLibraries.PACKAGES)));
    }
}
