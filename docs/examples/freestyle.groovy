// A freestyle job, in Job DSL.
job('freestyle') {
    description('A freestyle job. Its text fields take the variables of the build, which holds its executor while it waits.')
    parameters {
        stringParam('PROMPT', 'Puppy, playing, happy, barking, joyful', 'What happens')
    }
    steps {
        wanFirstLastFrameBuilder {
            settings {
                startImage('Runcomfy_Example_1259_1.png')
                endImage('Runcomfy_Example_1259_2.png')
                prompt('${PROMPT}')
                seed('${BUILD_NUMBER}')
                output('clips/puppy.mp4')
                credentialsId('runcomfy')
            }
        }
    }
}
