package io.jenkins.plugins.wanfirstlastframe.client;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.math.BigDecimal;
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

    /**
     * What one video costs, in US dollars, as far as the catalogue tells.
     *
     * @return empty where there is no price that makes sense, or its unit is not known here
     */
    public Optional<BigDecimal> pricePerVideo(GenerationInput input) {
        String unit = unit().toLowerCase(Locale.ROOT);
        if (WHOLE_VIDEO.contains(unit)) {
            return UsdAmount.ofPrice(basePriceUsd);
        }
        return unit.equals(SECOND)
                ? UsdAmount.ofPrice(basePriceUsd).map(price -> ofSeconds(price, input))
                : Optional.empty();
    }

    private static BigDecimal ofSeconds(BigDecimal price, GenerationInput input) {
        BigDecimal exact = price.multiply(BigDecimal.valueOf(input.numberOfFrames()))
                .divide(BigDecimal.valueOf(input.framesPerSecond()), DECIMALS, RoundingMode.UP);
        return UsdAmount.plain(exact.stripTrailingZeros());
    }

    /** The unit without the word that some services put before it; empty where there is none. */
    private String unit() {
        return priceUnit == null ? "" : priceUnit.strip().replaceFirst("(?i)^per\\s+", "");
    }

    /**
     * The price for people, such as {@code 0.25 USD per output (a note)}.
     *
     * @return empty where there is no price that makes sense
     */
    public Optional<String> price() {
        return UsdAmount.ofPrice(basePriceUsd)
                .map(price -> price.toPlainString() + " USD" + (unit().isEmpty() ? "" : " per " + unit())
                        + (pricingNote == null ? "" : " (" + pricingNote + ")"));
    }
}
