package io.jenkins.plugins.wanfirstlastframe.client;

import edu.umd.cs.findbugs.annotations.CheckForNull;

/**
 * The model's entry in the service's catalogue.
 *
 * @param name the model's name
 * @param basePriceUsd the price in US dollars, as text so that no digit is lost; null where the service didn't say
 * @param priceUnit what that price buys, null where the service didn't say
 */
public record ModelInfo(
        String name,
        @CheckForNull String basePriceUsd,
        @CheckForNull String priceUnit) {}
