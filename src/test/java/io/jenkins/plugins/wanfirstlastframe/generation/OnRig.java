package io.jenkins.plugins.wanfirstlastframe.generation;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Tests that each have a rig of their own, with a quick sandbox. */
abstract class OnRig {

    @TempDir
    Path folder;

    Rig rig;

    @BeforeEach
    void startRig() throws Exception {
        rig = new Rig(Rig.quick().start(), folder);
    }

    @AfterEach
    void stopRig() {
        rig.close();
    }
}
