package io.jenkins.plugins.wanfirstlastframe.run;

import io.jenkins.plugins.wanfirstlastframe.client.InvalidValueException;
import io.jenkins.plugins.wanfirstlastframe.client.Phrase;
import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import io.jenkins.plugins.wanfirstlastframe.client.Wording;
import java.math.BigDecimal;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** Amounts of money as people write them. */
@Restricted(NoExternalUse.class)
public final class Dollars {

    private static final int MAX_TEXT = 20;
    private static final int DECIMALS = 6;

    private Dollars() {}

    /**
     * An amount in US dollars as it is to be kept: digits, with a point where there are cents.
     *
     * @throws IllegalArgumentException with a sentence for the person who wrote it
     */
    public static String check(String text) {
        try {
            BigDecimal amount = new BigDecimal(text.length() > MAX_TEXT ? "too long" : text.strip());
            if (amount.signum() > 0 && amount.precision() - amount.scale() <= DECIMALS && amount.scale() <= DECIMALS) {
                return amount.setScale(Math.max(0, amount.scale())).toPlainString();
            }
        } catch (NumberFormatException e) {
            throw new InvalidValueException(problem(text), e);
        }
        throw new InvalidValueException(problem(text));
    }

    private static Phrase problem(String text) {
        return Wording.DOLLARS.with(PlainText.oneLine(text, 40));
    }
}
