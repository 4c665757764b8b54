package io.jenkins.plugins.wanfirstlastframe;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.openqa.selenium.JavascriptException;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** Chromium or Chrome without a window, as this machine has it. */
final class Browser implements AutoCloseable {

    /** What the Credentials plugin's list says of itself: its script comes before the rest of the entry. */
    private static final String CREDENTIALS_LIST = "Couldn't find the expected ";

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    /** Starts one, or skips the test with a word where this machine has none. */
    static Browser start() {
        Path browser = onPath("chromium", "chromium-browser", "google-chrome");
        Path driver = onPath("chromedriver");
        assumeTrue(
                browser != null && driver != null,
                "Skipped: tests in a browser need chromium (or google-chrome) and chromedriver on the PATH");
        ChromeOptions options = new ChromeOptions();
        options.setBinary(String.valueOf(browser));
        // without calls to its maker, of which each would wait for an answer where there is no network
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run",
                "--force-device-scale-factor=1");
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(new File(String.valueOf(driver)))
                .usingAnyFreePort()
                .build();
        return new Browser(new ChromeDriver(service, options));
    }

    @CheckForNull
    private static Path onPath(String... names) {
        return Arrays.stream(names)
                .flatMap(name -> Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
    }

    /** Gives pages so much room, in pixels. */
    void resize(int width, int height) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
    }

    void open(String address) {
        driver.get(address);
    }

    /** Runs JavaScript in the page. The policy for the page's own scripts doesn't hold for it. */
    @SuppressWarnings("unchecked")
    <T> T run(String script, Object... arguments) {
        return (T) driver.executeScript(script, arguments);
    }

    /** Waits until an expression is true, which may fail before. */
    void await(String expression) {
        Awaitility.await(expression)
                .atMost(PATIENCE)
                .ignoreException(JavascriptException.class)
                .until(() -> Boolean.TRUE.equals(driver.executeScript("return !!(" + expression + ");")));
    }

    /** Presses the keys of a text where the focus is. */
    void press(CharSequence keys) {
        driver.switchTo().activeElement().sendKeys(keys);
    }

    /** What the browser complains of: errors in scripts, and what the content security policy forbids. */
    List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(LogEntry::getMessage)
                .filter(message -> !message.contains(CREDENTIALS_LIST))
                .toList();
    }

    @Override
    public void close() {
        driver.quit();
    }
}
