package io.jenkins.plugins.wanfirstlastframe.client;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The model's entry in the service's catalogue.
 *
 * @param name the model's name
 * @param basePriceUsd the price in US dollars, as text so that no digit is lost; null where the service didn't say
 * @param priceUnit what that price buys, null where the service didn't say
 * @param pricingNote what the service says beside the price, null where it says nothing
 */
public record ModelInfo(
        String name,
        @CheckForNull String basePriceUsd,
        @CheckForNull String priceUnit,
        @CheckForNull String pricingNote) {

    /** The service's words for a price that is the same for every video. */
    private static final Set<String> WHOLE_VIDEO = Set.of("output", "video", "request", "generation");

    private static final String SECOND = "second";

    /** A price is rounded up to millionths of a dollar: what is set aside for a request must be enough. */
    private static final int DECIMALS = 6;

    /** No price of a video is longer: such a text is not worth calculating with. */
    private static final int MAX_TEXT = 20;

    /**
     * What one video costs, in US dollars, as far as the catalogue tells.
     *
     * @return empty where there is no price, or its unit is not known here
     */
    public Optional<BigDecimal> pricePerVideo(GenerationInput input) {
        Optional<BigDecimal> base = number(basePriceUsd);
        String unit = priceUnit == null ? "" : priceUnit.strip().toLowerCase(Locale.ROOT);
        if (base.isEmpty() || WHOLE_VIDEO.contains(unit)) {
            return base;
        }
        if (!unit.equals(SECOND)) {
            return Optional.empty();
        }
        BigDecimal seconds = new BigDecimal(input.numberOfFrames())
                .divide(new BigDecimal(input.framesPerSecond()), MathContext.DECIMAL64);
        return base.map(price -> price.multiply(seconds).setScale(DECIMALS, RoundingMode.UP))
                .map(BigDecimal::stripTrailingZeros)
                .map(price -> price.scale() < 0 ? price.setScale(0) : price);
    }

    /** A number of dollars that makes sense. */
    static Optional<BigDecimal> number(@CheckForNull String text) {
        if (text == null || text.isBlank() || text.length() > MAX_TEXT) {
            return Optional.empty();
        }
        try {
            BigDecimal number = new BigDecimal(text.strip());
            boolean sensible = number.signum() >= 0 && number.scale() <= MAX_TEXT && number.precision() <= MAX_TEXT;
            return sensible ? Optional.of(number.setScale(Math.max(0, number.scale()))) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** The price for people, such as {@code 0.25 USD per output (a note)}; empty where there is none. */
    public Optional<String> price() {
        if (basePriceUsd == null) {
            return Optional.empty();
        }
        String unit = priceUnit == null ? "" : " per " + priceUnit.replaceFirst("(?i)^per ", "");
        return Optional.of(basePriceUsd + " USD" + unit + (pricingNote == null ? "" : " (" + pricingNote + ")"));
    }
}
