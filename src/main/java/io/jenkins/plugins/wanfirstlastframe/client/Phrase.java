package io.jenkins.plugins.wanfirstlastframe.client;

import java.io.Serializable;
import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.MissingResourceException;
import java.util.ResourceBundle;
import java.util.ResourceBundle.Control;

/**
 * Words for a person, in English where nothing else is asked for: consoles, logs and the command line are English, pages
 * speak the reader's language. English stands where the phrase is declared, other languages in the bundle
 * {@code phrases} beside this class; a phrase that a bundle lacks is English.
 *
 * @param key the phrase's name in the bundles
 * @param english a pattern of {@link MessageFormat}
 * @param arguments texts, and phrases, which are put into the same language
 */
public record Phrase(String key, String english, List<? extends Serializable> arguments) implements Serializable {

    private static final String BUNDLE = Phrase.class.getPackageName() + ".phrases";

    public Phrase {
        arguments = List.copyOf(arguments);
    }

    /** Something that can tell in several languages what it is about, such as an exception. */
    public interface Spoken {
        /** What it says. */
        Phrase phrase();
    }

    /**
     * What an exception says.
     *
     * @return its message, which is English, where it has no other languages
     */
    public static String of(Throwable problem, Locale locale) {
        return problem instanceof Spoken spoken ? spoken.phrase().in(locale) : String.valueOf(problem.getMessage());
    }

    /** The words in a language, or in English where there are none in that language. */
    public String in(Locale locale) {
        Object[] said = arguments.stream()
                .map(argument -> argument instanceof Phrase phrase ? phrase.in(locale) : argument.toString())
                .toArray();
        return new MessageFormat(pattern(locale), Locale.ROOT).format(said);
    }

    private String pattern(Locale locale) {
        if (Locale.ROOT.equals(locale) || Locale.ENGLISH.getLanguage().equals(locale.getLanguage())) {
            return english; // no file is looked for
        }
        try {
            return ResourceBundle.getBundle(
                            BUNDLE,
                            locale,
                            Phrase.class.getClassLoader(),
                            Control.getNoFallbackControl(Control.FORMAT_PROPERTIES))
                    .getString(key);
        } catch (MissingResourceException e) {
            return english;
        }
    }

    /** In English. */
    @Override
    public String toString() {
        return in(Locale.ROOT);
    }
}
