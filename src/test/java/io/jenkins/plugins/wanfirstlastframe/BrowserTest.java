package io.jenkins.plugins.wanfirstlastframe;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Fault;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Route;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;

/** Pages in a real browser, under Jenkins' content security policy in force. */
@Timeout(300)
class BrowserTest extends OnJenkins {

    private static final String POLICY = "jenkins.security.csp.CspHeader.headerName";

    private static Browser browser;

    @BeforeAll
    static void startBrowser() {
        browser = Browser.start();
        System.setProperty(POLICY, "Content-Security-Policy");
    }

    @AfterAll
    static void stopBrowser() {
        System.clearProperty(POLICY);
        if (browser != null) {
            browser.close();
        }
    }

    private FreeStyleProject project;
    private WanFirstLastFrameStep step;

    @BeforeEach
    void begin() throws Exception {
        browser.resize(1280, 900);
        project = jenkins.createFreeStyleProject();
        step = TestFrames.addStep(project);
    }

    @AfterEach
    void nothingIsComplainedOf() {
        assertThat(browser.complaints(), is(empty()));
    }

    private FreeStyleBuild build() throws Exception {
        return jenkins.buildAndAssertSuccess(project);
    }

    /** A build whose video has some bytes more at its end than those of others. */
    private FreeStyleBuild otherBuild() throws Exception {
        sandbox.inject(Fault.of(Route.DOWNLOAD, Fault.Type.TRAILING, 16));
        return build();
    }

    private static void open(String page) throws Exception {
        browser.open(jenkins.getURL() + page);
    }

    private void openComparison() throws Exception {
        build();
        open(otherBuild().getUrl() + "wan-videos/");
        browser.run("document.querySelector('.wan-compare__open').click();");
        for (String side : List.of("mine", "theirs")) {
            browser.await(video(side) + ".readyState >= 2");
        }
    }

    private static String video(String side) {
        return "document.querySelector('.wan-compare__" + side + " video')";
    }

    private static String time() {
        return browser.run("return document.querySelector('.wan-compare__time').textContent;");
    }

    private static void awaitTime(String text) {
        browser.await("document.querySelector('.wan-compare__time').textContent === '" + text + "'");
    }

    private static void awaitInStep() {
        browser.await("!" + video("mine") + ".seeking && !" + video("theirs") + ".seeking && Math.abs(" + video("mine")
                + ".currentTime - " + video("theirs") + ".currentTime) < 0.05");
    }

    private static void click(String selector) {
        browser.run("document.querySelector(arguments[0]).click();", ".wan-compare__view " + selector);
    }

    private static String style(String selector, String property) {
        return browser.run(
                "return getComputedStyle(document.querySelector(arguments[0]))[arguments[1]];", selector, property);
    }

    @Test
    void thePolicyIsInForce() throws Exception {
        open("");
        Boolean wasRun = browser.run("""
                const script = document.createElement('script');
                script.textContent = 'window.wasRun = true;';
                document.body.append(script);
                return window.wasRun === true;
                """);
        assertThat(wasRun, is(false));
        assertThat(browser.complaints().toString(), containsString("Content Security Policy"));
    }

    @Test
    void aVideoPlaysAndShowsItsLastFrameOnceSomebodyAsks() throws Exception {
        open(build().getUrl() + "wan-videos/");
        browser.await("document.querySelector('.wan-video__player').src");
        assertThat(browser.run("return document.querySelector('.wan-video__player').readyState;"), is(0L));
        browser.run("const player = document.querySelector('.wan-video__player'); player.muted = true; player.play();");
        browser.await("document.querySelector('.wan-video__player').ended");
        browser.await("document.querySelectorAll('video.wan-video__frame')[0].currentTime > 0.8");
    }

    @Test
    void keysGoThroughTwoVideosFrameByFrame() throws Exception {
        openComparison();
        awaitTime("Frame 1 of 10");
        browser.press(".");
        awaitTime("Frame 2 of 10");
        awaitInStep();
        browser.press(Keys.ARROW_RIGHT);
        awaitTime("Frame 3 of 10");
        browser.press(Keys.ARROW_LEFT);
        awaitTime("Frame 2 of 10");
        browser.press(Keys.END);
        awaitTime("Frame 10 of 10");
        awaitInStep();
        browser.press(".");
        awaitTime("Frame 10 of 10");
        browser.press(Keys.HOME);
        awaitTime("Frame 1 of 10");
        awaitInStep();
        browser.press(",");
        awaitTime("Frame 1 of 10");
    }

    @Test
    void twoVideosPlayInStep() throws Exception {
        openComparison();
        browser.run("""
                const rate = document.querySelector('.wan-compare__rate');
                rate.value = '0.25';
                rate.dispatchEvent(new Event('change'));
                """);
        browser.press(" ");
        browser.await(video("mine") + ".currentTime > 0.2");
        assertThat(browser.<Boolean>run("return " + video("theirs") + ".paused;"), is(false));
        assertThat(
                browser.<Number>run("return " + video("theirs") + ".playbackRate;")
                        .doubleValue(),
                is(0.25));
        browser.run(video("theirs") + ".currentTime = 0.9;"); // as one that was stuck would be
        browser.await("Math.abs(" + video("mine") + ".currentTime - " + video("theirs") + ".currentTime) < 0.2");
        browser.press(" ");
        browser.await(video("mine") + ".paused && " + video("theirs") + ".paused");
        awaitInStep();
        assertThat(time(), is(not("Frame 1 of 10")));
        browser.press(" ");
        browser.await(video("mine") + ".ended");
        browser.await(video("theirs") + ".paused");
        awaitTime("Frame 10 of 10");
    }

    @Test
    void oneLiesOverTheOtherWithAWipeOrTheirDifference() throws Exception {
        openComparison();
        click("[data-mode=wipe]");
        assertThat(
                browser.<Boolean>run("const mine = " + video("mine") + ".getBoundingClientRect(), theirs = "
                        + video("theirs")
                        + ".getBoundingClientRect(); return mine.left === theirs.left && mine.top === theirs.top;"),
                is(true));
        assertThat(style(".wan-compare__mine video", "clipPath"), containsString("50%"));
        browser.run("""
                const wipe = document.querySelector('.wan-compare__wipe input');
                wipe.value = '30';
                wipe.dispatchEvent(new Event('input'));
                """);
        assertThat(style(".wan-compare__mine video", "clipPath"), containsString("30%"));
        click("[data-mode=difference]");
        assertThat(style(".wan-compare__mine video", "mixBlendMode"), is("difference"));
        assertThat(style(".wan-compare__wipe", "display"), is("none"));
        assertThat(
                browser.run("return document.querySelector('[data-mode=difference]').getAttribute('aria-pressed');"),
                is("true"));
        click("[data-mode=side]");
        assertThat(style(".wan-compare__mine video", "mixBlendMode"), is("normal"));
    }

    @Test
    void olderBuildsCanBeChosenAndThoseThatAreGoneAreTold() throws Exception {
        build();
        openComparison();
        browser.await("document.querySelectorAll('.wan-compare__choice option').length === 2");
        String before = browser.run("return " + video("theirs") + ".src;");
        String choose = """
                const choice = document.querySelector('.wan-compare__choice');
                choice.selectedIndex = arguments[0];
                choice.dispatchEvent(new Event('change'));
                """;
        project.getBuildByNumber(1).delete();
        browser.run(choose, 1);
        browser.await("!document.querySelector('.wan-compare__problem').hidden");
        assertThat(browser.complaints().toString(), containsString("404"));
        assertThat(browser.run("return " + video("theirs") + ".src;"), is(not(before)));
        assertThat(browser.run("return " + video("mine") + ".getAttribute('aria-label');"), is("#3"));
        assertThat(browser.run("return " + video("theirs") + ".getAttribute('aria-label');"), is("#1"));
        assertThat(
                browser.run("return document.querySelector('.wan-compare__theirs figcaption').textContent;"), is("#1"));
        browser.run(choose, 0);
        browser.await(video("theirs") + ".readyState >= 2");
        assertThat(browser.run("return " + video("theirs") + ".src;"), is(before));
        assertThat(style(".wan-compare__problem", "display"), is("none"));
    }

    /** What a translator into a longer language would get: each text a third longer, in a word that can't be parted less. */
    private static final String LENGTHEN = """
            const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
            const texts = [];
            while (walker.nextNode()) {
              const parent = walker.currentNode.parentElement;
              if (walker.currentNode.data.trim() && !parent.closest('script, style, template, code, textarea')) {
                texts.push(walker.currentNode);
              }
            }
            texts.forEach(function (text) {
              const words = text.data.trim();
              text.data = text.data.replace(words, function () {
                return words + ' ' + words.slice(0, Math.ceil(words.length * 0.3)).trim();
              });
            });
            return texts.length;
            """;

    /** Elements whose text is cut off, or reaches out of what they are in. */
    private static final String CLIPPED = """
            const room = document.documentElement.clientWidth;
            return Array.from(document.querySelectorAll(arguments[0])).filter(function (element) {
              const box = element.getBoundingClientRect();
              const style = getComputedStyle(element);
              if (box.width === 0 || style.visibility === 'hidden' || element.closest('select, .jenkins-visually-hidden')) {
                return false;
              }
              const scrolled = element.parentElement.closest('.wan-wide');
              if (scrolled && scrolled.getBoundingClientRect().right <= room) {
                return false;
              }
              const cut = style.overflowX !== 'visible' && style.overflowX !== 'auto' && style.textOverflow !== 'ellipsis'
                && element.scrollWidth > element.clientWidth + 1 && !['INPUT', 'TEXTAREA', 'VIDEO', 'SELECT'].includes(element.tagName);
              return cut || box.right > room + 1;
            }).map(function (element) {
              return element.outerHTML.slice(0, 160);
            });
            """;

    private static void assertHolds(String selector) {
        assertThat(browser.<Long>run(LENGTHEN), greaterThan(10L));
        assertThat(browser.<List<String>>run(CLIPPED, selector + " *"), is(empty()));
    }

    @ParameterizedTest
    @CsvSource({"1280, 900", "390, 844"})
    void pagesOfVideosHoldWithLongerTextsAlsoOnPhones(int width, int height) throws Exception {
        browser.resize(width, height);
        openComparison();
        click("[data-mode=wipe]");
        assertHolds(".wan-video");
        open(project.getUrl() + "wan-videos/");
        browser.await("document.querySelector('.wan-gallery')");
        assertHolds("#main-panel");
    }

    @Test
    void formsHoldWithLongerTexts() throws Exception {
        project.getBuildersList().add(new WanClipsBuilder(new WanClipsStep("media/clips.yaml")));
        project.getBuildersList().add(new WanScriptBuilder(new WanScriptStep("media/scenes.jsh")));
        project.save();
        open(project.getUrl() + "configure");
        browser.await("document.querySelectorAll('[descriptorid*=WanScript], [descriptorid*=WanClips]').length > 1");
        browser.run("document.querySelectorAll('.advanced-button, .advancedButton').forEach(function (button) {"
                + " button.click(); });");
        browser.await("document.querySelector('[name=\"_.maxConcurrent\"]').offsetWidth > 0");
        assertHolds("[descriptorid^='io.jenkins.plugins.wanfirstlastframe']");
        open("manage/configure");
        browser.await("document.querySelector('[name=\"_.serviceUrl\"]')");
        assertHolds("#main-panel section:has([name=\"_.serviceUrl\"])");
    }

    /** Jenkins' variables as a dark theme has them. */
    private static final String DARKEN = """
            const theme = {
              '--background': '#101018', '--white': '#f0f0f8', '--black': '#08080c', '--text-color': '#f0f0f8',
              '--text-color-secondary': '#9aa0b4', '--accent-color': '#6c96ff', '--card-background': '#1a1a24',
              '--table-background': '#1a1a24', '--input-color': '#16161f', '--input-border': '#44485a',
              '--button-background': '#20202c', '--warning-color': '#ffae42', '--error-color': '#ff6257',
              'color-scheme': 'dark',
            };
            Object.entries(theme).forEach(function (entry) {
              document.documentElement.style.setProperty(entry[0], entry[1]);
            });
            """;

    /**
     * What can be read badly: texts with a contrast of less than 4.5 to what is behind them, and marks, such as bars and the
     * outlines of what is pressed or has the focus, with one of less than 3.
     */
    private static final String UNREADABLE = """
            const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
            function paint(colours) {
              canvas.clearRect(0, 0, 1, 1);
              colours.forEach(function (colour) {
                canvas.fillStyle = colour;
                canvas.fillRect(0, 0, 1, 1);
              });
              return canvas.getImageData(0, 0, 1, 1).data;
            }
            function luminance(colours) {
              const linear = Array.from(paint(colours).slice(0, 3)).map(function (value) {
                return value / 255 <= 0.04045 ? value / 255 / 12.92 : Math.pow((value / 255 + 0.055) / 1.055, 2.4);
              });
              return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
            }
            function behind(element) {
              const colours = [];
              for (let at = element; at; at = at.parentElement) {
                colours.unshift(getComputedStyle(at).backgroundColor);
              }
              return colours;
            }
            function contrast(colour, under) {
              const one = luminance(under.concat(colour)) + 0.05;
              const other = luminance(under) + 0.05;
              return Math.max(one, other) / Math.min(one, other);
            }
            const bad = [];
            let looked = 0;
            function look(element, colour, under, least) {
              looked++;
              const found = contrast(colour, under);
              if (found < least) {
                bad.push(found.toFixed(2) + ' ' + element.outerHTML.slice(0, 160));
              }
            }
            const leftOut = '.jenkins-help-button, .repeatable-delete, option, title' + arguments[1];
            document.querySelectorAll(arguments[0]).forEach(function (root) {
              root.querySelectorAll('*').forEach(function (element) {
                const box = element.getBoundingClientRect();
                const style = getComputedStyle(element);
                if (box.width === 0 || box.height === 0 || style.visibility === 'hidden' || element.closest(leftOut)) {
                  return;
                }
                const text = Array.from(element.childNodes).some(function (node) {
                  return node.nodeType === Node.TEXT_NODE && node.data.trim();
                });
                if (text || element.value) {
                  look(element, style.color, behind(element), 4.5);
                }
                if (element.tagName === 'rect') {
                  look(element, style.fill, behind(element), 3);
                }
                if (style.outlineStyle !== 'none') {
                  look(element, style.outlineColor, behind(element.parentElement), 3);
                }
              });
            });
            return looked > 3 ? bad : ['only ' + looked + ' to look at'];
            """;

    /** What Jenkins' own light theme shows with less contrast. */
    private static final String PALE = ", .jenkins-alert, .jenkins-description, .fileSize";

    private static void assertReadable(String selector, boolean dark) {
        assertThat(browser.<List<String>>run(UNREADABLE, selector, dark ? "" : PALE), is(empty()));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void pagesOfVideosCanBeReadInALightThemeAndInADarkOne(boolean dark) throws Exception {
        String theme = dark ? DARKEN : "";
        openComparison();
        browser.run(theme + "document.querySelector('.wan-compare__problem').hidden = false;");
        click("[data-mode=wipe]");
        browser.run("document.querySelector('.wan-compare__view').focus();");
        assertReadable(".wan-video", dark);
        open(project.getLastBuild().getUrl());
        browser.run(theme);
        assertReadable("#main-panel", dark);
        project.getLastBuild().deleteArtifacts();
        open(project.getUrl() + "wan-videos/");
        browser.await("document.querySelector('p.wan-gallery__player')");
        browser.run(theme);
        assertReadable("#main-panel", dark);
    }

    @Test
    void formsCanBeReadInADarkTheme() throws Exception {
        open(project.getUrl() + "configure");
        browser.await("document.querySelector('[name=\"_.prompt\"]')");
        browser.run(DARKEN);
        assertReadable("[descriptorid^='io.jenkins.plugins.wanfirstlastframe']", true);
    }

    @Test
    void whatLiesOnVideosIsOfNoTheme() throws Exception {
        openComparison();
        browser.run(DARKEN);
        click("[data-mode=difference]");
        for (String side : List.of("mine", "theirs")) {
            assertThat(style(".wan-compare__" + side + " video", "backgroundColor"), is("rgb(0, 0, 0)"));
        }
        assertThat(style(".wan-video__player", "backgroundColor"), is("rgb(0, 0, 0)"));
    }

    @Test
    void aPlayerIsNoPartOfTheWordsAboveIt() throws Exception {
        step.setDryRun(true);
        open(build().getUrl() + "wan-videos/");
        assertThat(
                browser.<Boolean>run("return document.querySelector('.wan-video__player').closest('p') === null;"),
                is(true));
    }

    @Test
    void aPageDoesNotMoveWhenItsVideosCome() throws Exception {
        browser.resize(1280, 100); // too low to show the player
        open(build().getUrl() + "wan-videos/");
        String height = "return document.querySelector('.wan-video__player').offsetHeight;";
        browser.await("document.querySelector('.wan-video__player').style.aspectRatio");
        assertThat(browser.run("return document.querySelector('.wan-video__player').src;"), is(""));
        Long before = browser.run(height);
        browser.run("document.querySelector('.wan-video__player').scrollIntoView();");
        browser.await("document.querySelector('.wan-video__player').src");
        browser.run("const player = document.querySelector('.wan-video__player'); player.muted = true; player.play();");
        browser.await("document.querySelector('.wan-video__player').ended");
        assertThat(browser.<Long>run(height), is(before));
    }

    @Test
    void theFocusGoesOnFromTheButtonThatShowsTheLastFrame() throws Exception {
        open(build().getUrl() + "wan-videos/");
        browser.run("document.querySelector('.wan-video__last').focus();");
        browser.press(Keys.ENTER);
        browser.await("document.activeElement.matches('video.wan-video__frame')");
        assertThat(browser.run("return document.activeElement.getAttribute('aria-label');"), is("Last frame"));
        browser.press(Keys.TAB);
        assertThat(browser.<Boolean>run("return document.activeElement.matches('.wan-video a');"), is(true));
    }

    @Test
    void aComparisonHasTheFocusOnceOpenAndShowsIt() throws Exception {
        openComparison();
        browser.run("document.querySelector('.wan-compare__open').focus();");
        browser.press(Keys.ENTER);
        browser.await("document.querySelector('.wan-compare__view').hidden");
        browser.press(Keys.ENTER);
        browser.await("document.activeElement.matches('.wan-compare__view')");
        assertThat(style(".wan-compare__view", "outlineStyle"), is("solid"));
        assertThat(style(".wan-compare__view", "outlineColor"), is(style("body", "color")));
    }

    @Test
    void allThatCanBeUsedInAComparisonHasAName() throws Exception {
        openComparison();
        List<String> nameless = browser.run("""
                return Array.from(document.querySelectorAll('.wan-video :is(button, input, select, video)'))
                  .filter(function (element) {
                    const labels = Array.from(element.labels || []).map(function (label) { return label.textContent; });
                    return !(element.getAttribute('aria-label') || labels.join('') || element.textContent).trim();
                  })
                  .map(function (element) { return element.outerHTML; });
                """);
        assertThat(nameless, is(empty()));
    }

    @Test
    void framesThatGoByAreNotReadOut() throws Exception {
        openComparison();
        String live = "document.querySelector('.wan-compare__time').getAttribute('aria-live')";
        browser.run(video("mine") + ".playbackRate = 0.1;");
        browser.press(" ");
        browser.await(live + " === 'off'");
        browser.press(" ");
        browser.await(live + " === 'polite'");
    }
}
