package io.jenkins.plugins.wanfirstlastframe.delivery;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files are read and written within the workspace alone, whatever links are there. */
class WorkspacePathTest {

    @TempDir
    private Path folder;

    private Path workspace;

    @BeforeEach
    void makeFolders() throws Exception {
        workspace = Files.createDirectories(folder.resolve("workspace"));
        Files.createDirectories(folder.resolve("outside/below"));
        Files.writeString(folder.resolve("outside/secret.yaml"), "secret");
        Files.createDirectories(workspace.resolve("media"));
        Files.writeString(workspace.resolve("media/clips.yaml"), "clips");
        Files.createSymbolicLink(workspace.resolve("inner.yaml"), workspace.resolve("media/clips.yaml"));
        Files.createSymbolicLink(workspace.resolve("outer.yaml"), folder.resolve("outside/secret.yaml"));
        Files.createSymbolicLink(workspace.resolve("out"), folder.resolve("outside"));
        Files.createSymbolicLink(workspace.resolve("dangling"), folder.resolve("nowhere"));
    }

    private String refused(String path) {
        return assertThrows(
                        WorkspacePath.OutsideException.class, () -> WorkspacePath.file(workspace, path, " (a hint)"))
                .getMessage();
    }

    @Test
    void textsThatLeadOutAreKnownBeforeAnythingIsRead() {
        for (String inside : new String[] {"", "clips.yaml", "media/clips.yaml", "a..b/..c", "media\\clips.yaml"}) {
            assertThat(inside, WorkspacePath.isInside(inside), is(true));
        }
        for (String outside : new String[] {"/etc/x", "\\x", "../x", "a/../x", "a\\..\\x", "C:x", "C:\\x", ".."}) {
            assertThat(outside, WorkspacePath.isInside(outside), is(false));
        }
    }

    @Test
    void filesAreReadThroughLinksThatStayInside() throws Exception {
        assertThat(Files.readString(WorkspacePath.file(workspace, "media/clips.yaml", "")), is("clips"));
        assertThat(Files.readString(WorkspacePath.file(workspace, "inner.yaml", "")), is("clips"));
        assertThat(refused("outer.yaml"), is("outer.yaml leads out of the workspace"));
        assertThat(refused("out/secret.yaml"), is("out/secret.yaml leads out of the workspace"));
        assertThat(refused("media"), is("media is no file of the workspace (a hint)"));
        assertThat(refused("dangling"), is("dangling is no file of the workspace (a hint)"));
    }

    @Test
    void filesAreWrittenThroughNoLinkThatLeadsOut() throws Exception {
        Path target = WorkspacePath.target(workspace, "reports/new/wan.xml");
        assertThat(target, is(workspace.resolve("reports/new/wan.xml")));
        assertThat(Files.isDirectory(workspace.resolve("reports/new")), is(true));
        assertThat(WorkspacePath.target(workspace, "wan.xml"), is(workspace.resolve("wan.xml")));
        assertThat(WorkspacePath.target(workspace, "reports\\wan.xml"), is(workspace.resolve("reports/wan.xml")));
        for (String path : new String[] {"out/wan.xml", "out/below/wan.xml", "out/made/wan.xml"}) {
            assertThrows(WorkspacePath.OutsideException.class, () -> WorkspacePath.target(workspace, path), path);
        }
        assertThat(Files.exists(folder.resolve("outside/made")), is(false));
    }
}
