package io.jenkins.plugins.wanfirstlastframe.client;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Pattern;

/**
 * Where one of the two frames is. The service's page takes a public HTTPS URL or the name of one of RunComfy's example
 * images; an image file is sent to it by this side.
 */
public sealed interface ImageSource {

    /** The text that goes to the service. */
    @Override
    String toString();

    /** One of RunComfy's own images, such as {@code Runcomfy_Example_1259_1.png}. */
    record ExampleName(String name) implements ImageSource {
        private static final Pattern PATTERN =
                Pattern.compile("Runcomfy_Example_[A-Za-z0-9_-]{1,80}\\.(png|jpe?g|webp)", Pattern.CASE_INSENSITIVE);

        @Override
        public String toString() {
            return name;
        }
    }

    /** An image on a web server. Plain HTTP is accepted from a loopback host alone: see {@link #loopback}. */
    record WebAddress(URI uri) implements ImageSource {
        /** Whether only programs of this machine can reach it, such as a sandbox. */
        public boolean loopback() {
            return Hosts.isLoopback(uri.getHost());
        }

        @Override
        public String toString() {
            return uri.toString();
        }
    }

    /**
     * An image file of the workspace or of this machine, which this side sends to the service.
     *
     * @param path as it was written
     */
    record ImageFile(String path) implements ImageSource {
        private static final int MAX_LENGTH = 4096;

        /** A scheme of a URL has two letters at least: {@code C:\\start.png} is a path. */
        private static final Pattern URL = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*", Pattern.DOTALL);

        /** Schemes by which people may think to give a file. */
        private static final Pattern NAMED_OTHERWISE = Pattern.compile("(data|file):", Pattern.CASE_INSENSITIVE);

        private static boolean isPath(String text) {
            return !text.isBlank()
                    && text.length() <= MAX_LENGTH
                    && !URL.matcher(text).matches()
                    && !text.startsWith("//")
                    && text.chars().noneMatch(Character::isISOControl);
        }

        @Override
        public String toString() {
            return path;
        }
    }

    /**
     * Reads a URL, an example name, or the path of a file.
     *
     * @throws InvalidValueException with the rest of a sentence that starts with the parameter's title
     */
    static ImageSource parse(String text) {
        if (ExampleName.PATTERN.matcher(text).matches()) {
            return new ExampleName(text);
        }
        if (ImageFile.isPath(text)) {
            return new ImageFile(text);
        }
        if (ImageFile.NAMED_OTHERWISE.matcher(text).lookingAt()) {
            throw refused(Wording.IMAGE_BY_PATH.with());
        }
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw refused(Wording.IMAGE_NO_URL.with(PlainText.oneLine(e.getReason())));
        }
        if (uri.getHost() == null || uri.getScheme() == null) {
            throw refused(Wording.IMAGE_NO_HOST.with());
        }
        if (uri.getUserInfo() != null) {
            throw refused(Wording.IMAGE_USER.with());
        }
        boolean loopback = Hosts.isLoopback(uri.getHost());
        if (!uri.getScheme().equalsIgnoreCase("https") && !(uri.getScheme().equalsIgnoreCase("http") && loopback)) {
            throw refused(Wording.IMAGE_SCHEME.with());
        }
        if (!loopback && Hosts.isPrivateLiteral(uri.getHost())) {
            throw refused(Wording.IMAGE_PRIVATE.with());
        }
        return new WebAddress(uri);
    }

    private static InvalidValueException refused(Phrase reason) {
        return new InvalidValueException(Wording.MUST_BE_BECAUSE.with(new ParameterType.Image().limits(), reason));
    }
}
