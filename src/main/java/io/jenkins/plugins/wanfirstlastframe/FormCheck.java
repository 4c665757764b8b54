package io.jenkins.plugins.wanfirstlastframe;

import hudson.util.FormValidation;
import io.jenkins.plugins.wanfirstlastframe.client.Phrase;
import org.jvnet.localizer.LocaleProvider;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** Tells forms what is wrong with a value, in the language of the person who looks at them. */
@Restricted(NoExternalUse.class)
public final class FormCheck {

    private FormCheck() {}

    /** What a check comes to that throws an {@link IllegalArgumentException} where something is wrong. */
    static FormValidation of(Runnable check) {
        try {
            check.run();
            return FormValidation.ok();
        } catch (IllegalArgumentException e) {
            return error(e);
        }
    }

    /** The message of an exception, as an error. */
    public static FormValidation error(Throwable problem) {
        return FormValidation.error(text(problem));
    }

    /** What an exception says, in the reader's language where it has that. */
    static String text(Throwable problem) {
        return Phrase.of(problem, LocaleProvider.getLocale());
    }

    /** A phrase in the reader's language. */
    public static String text(Phrase phrase) {
        return phrase.in(LocaleProvider.getLocale());
    }
}
