package io.jenkins.plugins.wanfirstlastframe.client;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.math.BigDecimal;
import java.util.Optional;

/** Amounts of money as the service writes them: a JSON number or a text, which may be anything. */
final class UsdAmount {

    /** No amount is longer: such a text is not worth reading. */
    private static final int MAX_TEXT = 20;

    /** No account of this service has so much, and no video costs it. */
    private static final BigDecimal ABSURD = new BigDecimal(1_000_000_000);

    private UsdAmount() {}

    /** An amount that makes sense, which may be negative; never in exponential form. */
    static Optional<BigDecimal> of(@CheckForNull String text) {
        if (text == null || text.isBlank() || text.length() > MAX_TEXT) {
            return Optional.empty();
        }
        try {
            BigDecimal amount = new BigDecimal(text.strip());
            // without a bound for the scale, 1E-999999999 and its like would become a text of a gigabyte
            boolean sensible =
                    Math.abs((long) amount.scale()) <= MAX_TEXT && amount.abs().compareTo(ABSURD) < 0;
            return sensible ? Optional.of(plain(amount)) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** An amount that makes sense as a price or cost. */
    static Optional<BigDecimal> ofPrice(@CheckForNull String text) {
        return of(text).filter(amount -> amount.signum() >= 0);
    }

    /** The same number without an exponent: 100 for 1E+2. */
    static BigDecimal plain(BigDecimal amount) {
        return amount.scale() < 0 ? amount.setScale(0) : amount;
    }
}
