// A job for each Jenkinsfile of docs/examples, as it stands there. Its first line, a comment, is the job's description.
new File(EXAMPLES).listFiles().findAll { it.name.endsWith('.Jenkinsfile') }.sort().each { file ->
    String text = file.getText('UTF-8')
    pipelineJob(file.name - '.Jenkinsfile') {
        description(text.readLines().first() - '// ')
        definition {
            cps {
                script(text)
                sandbox()
            }
        }
    }
}
