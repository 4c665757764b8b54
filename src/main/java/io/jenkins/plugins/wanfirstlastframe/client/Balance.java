package io.jenkins.plugins.wanfirstlastframe.client;

import java.math.BigDecimal;

/**
 * What is left on an account of RunComfy.
 *
 * @param amount may be negative
 * @param currency such as {@code USD}
 */
public record Balance(BigDecimal amount, String currency) {

    /** The amount and its currency. */
    @Override
    public String toString() {
        return amount.toPlainString() + " " + currency;
    }
}
