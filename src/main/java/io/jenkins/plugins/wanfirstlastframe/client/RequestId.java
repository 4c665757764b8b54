package io.jenkins.plugins.wanfirstlastframe.client;

import java.util.regex.Pattern;

/**
 * The service's name for one request.
 *
 * @param value letters, digits, dots, hyphens and underscores: fit for a path, a file name and a console
 */
public record RequestId(String value) {

    private static final Pattern PATTERN = Pattern.compile("(?!\\.)[A-Za-z0-9._-]{1,128}");

    /**
     * Checks the form.
     *
     * @throws InvalidValueException with a sentence for a person
     */
    public RequestId {
        if (!PATTERN.matcher(value).matches()) {
            throw new InvalidValueException(Wording.REQUEST_ID.with(PlainText.oneLine(value, 80)));
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
