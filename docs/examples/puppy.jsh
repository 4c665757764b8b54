import static io.jenkins.plugins.wanfirstlastframe.script.Wan.*;

var puppy = video().
    startImage("Runcomfy_Example_1259_1.png").
    endImage("Runcomfy_Example_1259_2.png").
    prompt("Puppy, playing, happy, barking, joyful").
    save("puppy.mp4");
System.out.println(puppy.file().toAbsolutePath());
/exit
