package io.jenkins.plugins.wanfirstlastframe.cli;

import io.jenkins.plugins.wanfirstlastframe.client.Balance;
import io.jenkins.plugins.wanfirstlastframe.client.Billing;
import io.jenkins.plugins.wanfirstlastframe.client.ServiceException;
import io.jenkins.plugins.wanfirstlastframe.generation.Failure;
import io.jenkins.plugins.wanfirstlastframe.script.ExitCode;
import io.jenkins.plugins.wanfirstlastframe.script.Session;
import io.jenkins.plugins.wanfirstlastframe.script.Settings;
import io.jenkins.plugins.wanfirstlastframe.script.WanException;
import java.math.BigDecimal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code wan balance}: what is left on the account. */
@Command(
        name = "balance",
        description = "Tell what is left on the token's account. RunComfy answers that at a host of its own, which gets"
                + " the token for this.")
final class BalanceCommand extends ResultCommand {

    @Mixin
    private ServiceOptions service;

    BalanceCommand(Console console) {
        super(console);
    }

    /**
     * What {@code --json} prints.
     *
     * @param balance may be negative
     */
    private record JsonBalance(BigDecimal balance, String currency) {}

    @Override
    public Integer call() {
        Settings settings = service.settings(console().environment());
        try (Session session = new Session(settings, Version.USER_AGENT)) {
            Balance balance = session.client().balance().orElseThrow(() -> elsewhere(settings));
            return tell(balance.toString(), new JsonBalance(balance.amount(), balance.currency()));
        } catch (ServiceException e) {
            throw new WanException(new Failure(
                    ExitCode.kindOf(e.kind()),
                    e.getMessage() + ".",
                    null,
                    Billing.UNAFFECTED,
                    e.kind().advice()));
        }
    }

    private static WanException elsewhere(Settings settings) {
        return new WanException(new Failure(
                Failure.Kind.INPUT,
                "Only RunComfy's own service tells a balance, and requests go to " + settings.service() + ".",
                null,
                Billing.UNAFFECTED,
                ""));
    }
}
