import static io.jenkins.plugins.wanfirstlastframe.script.Wan.*;

// Twenty takes of one scene, four at a time; what the service ran in vain is tried once more.
var batch = batch().atMost(4).retries(1);
for (int take = 1; take <= 20; take++) {
    batch.add(video().
        startImage("Runcomfy_Example_1259_1.png").
        endImage("Runcomfy_Example_1259_2.png").
        prompt("Puppy, playing, happy, barking, joyful").
        resolution("480x480").
        seed(take), "takes/take-" + take + ".mp4");
}
var result = batch.run().printTable();
/exit result.exitCode()
