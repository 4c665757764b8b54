package io.jenkins.plugins.wanfirstlastframe.client;

import java.io.Serializable;
import java.util.List;

/** What is said of values that people give, to them: each a pattern with the places of its arguments. */
public enum Wording {
    /** What an image may be. */
    IMAGE_BOUNDS("a public https:// URL, the path of an image file, or a RunComfy example name"),
    /** What a text may be. */
    TEXT_BOUNDS("text"),
    /** One of several texts: their list. */
    CHOICE_BOUNDS("one of {0}"),
    /** One of two numbers, or of one and others in the same form. */
    OR("{0} or {1}"),
    /** A whole number without bounds. */
    INTEGER_BOUNDS("an integer"),
    /** A whole number: its least and greatest value. */
    INTEGER_RANGE("an integer from {0} to {1}"),
    /** A number: its least and greatest value. */
    DECIMAL_RANGE("a number from {0} to {1}"),
    /** The bounds of a value that is outside; a title stands before it. */
    MUST_BE("must be {0}"),
    /** The bounds of a value that is outside, and why it is; a title stands before it. */
    MUST_BE_BECAUSE("must be {0}; {1}"),
    /** The bounds of a text, and the number of its character that is none. */
    HALF_CHARACTER("must be {0}, but character {1} is half of a surrogate pair"),
    /** The bounds of a value that is empty; a title stands before it. */
    EMPTY("is empty; it must be {0}"),
    /** A parameter's title, and what is wrong with its value. */
    OF_PARAMETER("{0} {1}"),
    /** An image that was given as a data or file URL. */
    IMAGE_BY_PATH("name an image file by its path, with nothing before it"),
    /** An image whose URL can't be read, and why, in Java's words. */
    IMAGE_NO_URL("it is not a URL ({0})"),
    /** An image whose URL is incomplete. */
    IMAGE_NO_HOST("it has no https:// in front, or no host"),
    /** An image whose URL has a user's name. */
    IMAGE_USER("it carries a user name; use a presigned URL instead"),
    /** An image whose URL begins with something else than https. */
    IMAGE_SCHEME("the service fetches images over https alone"),
    /** An image that the service can't reach. */
    IMAGE_PRIVATE("its host is an address inside your own network, which the service can''t reach"),
    /** A text that is no request id. */
    REQUEST_ID("\"{0}\" is not a request id: it must be up to 128 letters, digits, dots, hyphens or underscores."),
    /** A text that is no URL. */
    SERVICE_NO_URL("The service URL \"{0}\" is not a URL."),
    /** A service's URL with more than a place. */
    SERVICE_EXTRAS("The service URL {0} must have neither a user name nor a query or fragment."),
    /** A service's URL without encryption. */
    SERVICE_SCHEME("The service URL {0} must start with https://, since the token travels with every call (http:// is"
            + " accepted from localhost alone)."),
    /** A path that no video can have: the folder, the ending, and the path. */
    OUTPUT(
            "Output must be a relative path inside {0} that ends with {1} and that every system allows (given: \"{2}\")."),
    /** The folder of a build. */
    WORKSPACE("the workspace"),
    /** A text that is no sum of money. */
    DOLLARS("\"{0}\" is not an amount of US dollars such as 2.50."),
    /** A text that is no host's name. */
    HOST("\"{0}\" is not a host name such as media.example.com or *.example.com."),
    /** A text that is none of the two ways of publishing images, and these. */
    FRAME_PUBLISHING("\"{0}\" is neither {1} nor {2}, the two ways in which images are published."),
    /** A credential that no build finds. */
    CREDENTIAL_SYSTEM(
            "The credential \"{0}\" is for Jenkins itself (scope System), so no build finds it; give it the scope"
                    + " Global."),
    /** A credential that there is not, and the service it is for. */
    CREDENTIAL_MISSING("There is no credential \"{0}\" for this job and {1} (its folder, scope and domain count)."),
    /** A credential, and the name of its kind, which is a wrong one. */
    CREDENTIAL_KIND("The credential \"{0}\" is of the kind \"{1}\"; a RunComfy token is kept as \"Secret text\"."),
    /** The place of a token that a credential holds. */
    CREDENTIAL_TOKEN("the token of credential \"{0}\""),
    /** Where a token is from, and what is wrong with it. */
    OF_TOKEN("{0} {1}"),
    /** A token that is empty. */
    TOKEN_EMPTY("is empty"),
    /** A token in a wrong encoding. */
    TOKEN_UTF_16("is UTF-16 text, as Windows'' editor and PowerShell write it; save it as UTF-8 or ASCII"),
    /** A token in quotation marks. */
    TOKEN_QUOTES("has quotation marks around it; give the token alone"),
    /** A token with more than itself in other lines. */
    TOKEN_LINES("has several lines; give the token alone"),
    /** A token in a header. */
    TOKEN_HEADER("is a whole HTTP header; give the token alone"),
    /** A token after the name of a scheme, which is the argument. */
    TOKEN_SCHEME("has \"{0}\" in front; give the token alone"),
    /** A token as a shell's variable. */
    TOKEN_ASSIGNMENT("has a name and an equals sign in front; give the token alone"),
    /** A token as JSON or YAML. */
    TOKEN_NAMED("has a name or bracket in front, as in JSON or YAML; give the token alone"),
    /** A token with white space. */
    TOKEN_SPACE("has a space within it; give the token alone"),
    /** A token with something that can't be sent. */
    TOKEN_CHARACTER("has a character that no token has: one that can''t be seen, or one beyond ASCII");

    private final String english;

    Wording(String english) {
        this.english = english;
    }

    /**
     * The phrase with its arguments.
     *
     * @param arguments texts and phrases
     */
    public Phrase with(Serializable... arguments) {
        return new Phrase(name(), english, List.of(arguments));
    }
}
