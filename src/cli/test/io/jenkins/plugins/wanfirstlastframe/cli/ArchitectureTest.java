package io.jenkins.plugins.wanfirstlastframe.cli;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.jenkins.plugins.wanfirstlastframe.script.ScriptMain;

/** Dependencies between the packages without Jenkins go one way. */
@AnalyzeClasses(packages = "io.jenkins.plugins.wanfirstlastframe", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule DEPENDENCIES_GO_ONE_WAY = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("client")
            .definedBy("..client..")
            .layer("mp4")
            .definedBy("..mp4..")
            .layer("generation")
            .definedBy("..generation..")
            .layer("clips")
            .definedBy("..clips..")
            .layer("preview")
            .definedBy("..preview..")
            .layer("sandbox")
            .definedBy("..sandbox..")
            .layer("script")
            .definedBy("..script..")
            .layer("cli")
            .definedBy("..cli..")
            .whereLayer("client")
            .mayNotAccessAnyLayer()
            .whereLayer("mp4")
            .mayNotAccessAnyLayer()
            .whereLayer("generation")
            .mayOnlyAccessLayers("client", "mp4")
            .whereLayer("clips")
            .mayOnlyAccessLayers("client", "generation")
            .whereLayer("preview")
            .mayOnlyAccessLayers("client", "mp4")
            .whereLayer("sandbox")
            .mayOnlyAccessLayers("client", "preview")
            .whereLayer("script")
            .mayOnlyAccessLayers("client", "generation", "clips", "mp4", "preview")
            .whereLayer("cli")
            .mayNotBeAccessedByAnyLayer();

    @ArchTest
    static final ArchRule NO_CYCLES = slices().matching("io.jenkins.plugins.wanfirstlastframe.(*)..")
            .should()
            .beFreeOfCycles();

    @ArchTest
    static final ArchRule NO_JENKINS = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("hudson..", "jenkins..", "org.kohsuke..", "com.cloudbees..", "org.jenkinsci..");

    @ArchTest
    static final ArchRule ONLY_MAIN_CLASSES_END_THE_PROCESS = noClasses()
            .that()
            .doNotHaveFullyQualifiedName(Main.class.getName())
            .and()
            .doNotHaveFullyQualifiedName(ScriptMain.class.getName())
            .should()
            .callMethod(System.class, "exit", int.class)
            .orShould()
            .callMethod(Runtime.class, "exit", int.class)
            .orShould()
            .callMethod(Runtime.class, "halt", int.class);

    @ArchTest
    static final ArchRule ONLY_THE_COMMAND_LINE_KNOWS_PICOCLI = noClasses()
            .that(resideInAPackage("..wanfirstlastframe..")
                    .and(com.tngtech.archunit.base.DescribedPredicate.not(resideInAPackage("..cli.."))))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("picocli..");
}
