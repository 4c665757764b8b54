package io.jenkins.plugins.wanfirstlastframe.client;

import java.util.List;
import java.util.stream.Collectors;

/** An input the service would refuse. It was not sent, so nothing was billed. */
public final class InvalidInputException extends Exception {

    private static final long serialVersionUID = 1L;

    private final List<InputProblem> problems;

    InvalidInputException(List<InputProblem> problems) {
        super(problems.stream().map(InputProblem::toString).collect(Collectors.joining("; ")));
        this.problems = List.copyOf(problems);
    }

    /** All that is wrong with the input, in the order of the parameters; never empty. */
    public List<InputProblem> problems() {
        return problems;
    }
}
