import static io.jenkins.plugins.wanfirstlastframe.script.Wan.*;

// Checks the input and both frames, and cross-fades them on this machine: no token, no cost.
var file = video().
    startImage("Runcomfy_Example_1259_1.png").
    endImage("Runcomfy_Example_1259_2.png").
    prompt("Puppy, playing, happy, barking, joyful").
    preview(args().isEmpty() ? "preview.mp4" : args().get(0));
System.out.println(file.toAbsolutePath());
/exit
