package io.jenkins.plugins.wanfirstlastframe.credentials;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Item;
import hudson.model.Run;
import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import io.jenkins.plugins.wanfirstlastframe.client.ServiceUrl;
import io.jenkins.plugins.wanfirstlastframe.client.TokenSource;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;

/**
 * The token of one request, from a credential. A look-up may ask a vault elsewhere and take its time, so it is made
 * ahead: {@link #lookUp} before the first call, and again in the background once the token is {@link #FRESH} old, while
 * calls go on with the one at hand. After a refusal calls are put off until a new look-up has ended.
 */
public final class CredentialsTokenSource implements TokenSource {

    private static final Logger LOGGER = Logger.getLogger(CredentialsTokenSource.class.getName());

    /** How long a token is used before it is looked up again. */
    static final Duration FRESH = Duration.ofSeconds(30);

    /** How long a call waits for a look-up; then it is made again later. */
    private static final Duration PATIENCE = Duration.ofMillis(250);

    @CheckForNull
    private final Run<?, ?> run;

    private final String credentialsId;
    private final ServiceUrl service;
    private final Executor lookUps;

    // guarded by this
    @CheckForNull
    private String token;

    @CheckForNull
    private TokenException failure;

    @CheckForNull
    private String lastRefused;

    private long lookedUpAt;
    private CompletableFuture<Void> lookUp = CompletableFuture.completedFuture(null);

    private CredentialsTokenSource(
            @CheckForNull Run<?, ?> run, String credentialsId, ServiceUrl service, Executor lookUps) {
        this.run = run;
        this.credentialsId = credentialsId;
        this.service = service;
        this.lookUps = lookUps;
    }

    /**
     * The token for a request of a build.
     *
     * @param service whom the token is for
     * @param lookUps runs look-ups in the background
     */
    public static CredentialsTokenSource of(Run<?, ?> run, String credentialsId, ServiceUrl service, Executor lookUps) {
        return new CredentialsTokenSource(run, credentialsId, service, lookUps);
    }

    /** The token for the connection test of the global configuration. */
    public static CredentialsTokenSource forTest(String credentialsId, ServiceUrl service) {
        return new CredentialsTokenSource(null, credentialsId, service, Runnable::run);
    }

    /**
     * Looks the token up now and notes in the credential's record that the build uses it. To be called before the first
     * call, on a thread that may wait.
     *
     * @throws TokenException if there is no usable token
     */
    public void lookUp() throws TokenException {
        StringCredentials found = find();
        if (run != null) {
            CredentialsProvider.track(run, found);
        }
        keep(TokenCredentials.text(found), null);
    }

    @Override
    public String token() throws TokenException {
        CompletableFuture<Void> pending;
        synchronized (this) {
            boolean stale = token == null || System.nanoTime() - lookedUpAt > FRESH.toNanos();
            if (failure == null && stale && lookUp.isDone()) {
                lookUp = inBackground();
            }
            pending = lookUp;
            if (failure == null && token != null) {
                return token;
            }
        }
        await(pending);
        return known();
    }

    private synchronized String known() throws TokenException {
        if (failure != null) {
            throw new TokenException(failure.getMessage());
        }
        if (token == null) {
            throw TokenException.pending(
                    "the credential \"" + PlainText.oneLine(credentialsId, 80) + "\" is still being looked up");
        }
        return token;
    }

    /** Most look-ups take no time at all; for the others the calls of all requests have no thread to spare. */
    private static void await(CompletableFuture<Void> pending) {
        try {
            pending.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOGGER.log(Level.FINE, "No token yet", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public synchronized void refused(String refused) {
        if (refused.equals(token) && !refused.equals(lastRefused)) {
            lastRefused = refused; // a look-up that brings the same one again is the last
            token = null;
        }
    }

    private CompletableFuture<Void> inBackground() {
        try {
            return CompletableFuture.runAsync(this::lookUpAgain, lookUps);
        } catch (RejectedExecutionException e) {
            LOGGER.log(Level.FINE, "Jenkins is shutting down: the token at hand stays in use", e);
            return CompletableFuture.completedFuture(null);
        }
    }

    private void lookUpAgain() {
        try {
            keep(TokenCredentials.text(ask()), null);
        } catch (TokenException e) {
            keep(null, e);
        } catch (RuntimeException | Error e) { // of the credentials provider, another plugin
            LOGGER.log(Level.WARNING, e, () -> "Credential " + credentialsId + " can't be looked up just now");
            keepForAnotherWhile(e);
        }
    }

    private synchronized void keep(@CheckForNull String found, @CheckForNull TokenException problem) {
        token = found;
        failure = problem;
        lookedUpAt = System.nanoTime();
    }

    /** The provider has trouble: the token at hand, where there is one, is good until it is refused. */
    private synchronized void keepForAnotherWhile(Throwable problem) {
        lookedUpAt = System.nanoTime();
        if (token == null) {
            failure = TokenCredentials.unavailable(credentialsId, problem);
        }
    }

    private StringCredentials ask() throws TokenException {
        return run == null
                ? TokenCredentials.find((Item) null, credentialsId, service)
                : TokenCredentials.find(run, credentialsId, service);
    }

    private StringCredentials find() throws TokenException {
        try {
            return ask();
        } catch (RuntimeException | LinkageError e) { // of the credentials provider, another plugin
            LOGGER.log(Level.WARNING, e, () -> "Credential " + credentialsId + " can't be looked up");
            throw TokenCredentials.unavailable(credentialsId, e);
        }
    }

    @Override
    public String description() {
        return "the token of credential \"" + PlainText.oneLine(credentialsId, 80) + "\"";
    }
}
