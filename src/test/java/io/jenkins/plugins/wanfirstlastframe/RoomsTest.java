package io.jenkins.plugins.wanfirstlastframe;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import hudson.XmlFile;
import hudson.model.Saveable;
import io.jenkins.plugins.wanfirstlastframe.run.RequestLedger;
import java.util.List;
import java.util.Set;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/** The walls between the rooms of the Jenkins half. Those of the engine are kept by the command line's build. */
@AnalyzeClasses(
        packages = "io.jenkins.plugins.wanfirstlastframe",
        importOptions = {ImportOption.DoNotIncludeTests.class, RoomsTest.MainClasses.class})
class RoomsTest {

    private static final String HERE = "io.jenkins.plugins.wanfirstlastframe";

    /** Without the sandbox, which the plugin's build compiles as a test. */
    static final class MainClasses implements ImportOption {
        @Override
        public boolean includes(com.tngtech.archunit.core.importer.Location location) {
            return location.contains("/classes/");
        }
    }

    @ArchTest
    static final ArchRule THE_ENGINE_KNOWS_NO_JENKINS = noClasses()
            .that()
            .resideInAnyPackage(
                    HERE + ".client..",
                    HERE + ".generation..",
                    HERE + ".clips..",
                    HERE + ".mp4..",
                    HERE + ".preview..",
                    HERE + ".script..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "hudson..", "jenkins..", HERE, HERE + ".run..", HERE + ".delivery..", HERE + ".credentials..");

    @ArchTest
    static final ArchRule DELIVERIES_KNOW_NO_TOKEN_AND_NO_LEDGER = noClasses()
            .that()
            .resideInAPackage(HERE + ".delivery..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(HERE, HERE + ".run..", HERE + ".credentials..", "com.cloudbees.plugins.credentials..");

    @ArchTest
    static final ArchRule CREDENTIALS_ARE_LOOKED_UP_IN_ONE_ROOM = noClasses()
            .that()
            .resideOutsideOfPackage(HERE + ".credentials..")
            .should()
            .dependOnClassesThat()
            .areAssignableTo(CredentialsProvider.class);

    @ArchTest
    static final ArchRule CREDENTIALS_KNOW_NO_REQUESTS = noClasses()
            .that()
            .resideInAPackage(HERE + ".credentials..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(HERE + ".run..", HERE + ".delivery..", HERE + ".generation..");

    @ArchTest
    static final ArchRule FOLDERS_ARE_OPTIONAL = noClasses()
            .that()
            .haveNameNotMatching(".*\\.FolderSpendingLimit(\\$.*)?")
            .should()
            .dependOnClassesThat()
            .haveNameMatching("com\\.cloudbees\\.hudson\\.plugins\\.folder\\..*|.*\\.FolderSpendingLimit(\\$.*)?");

    private static final DescribedPredicate<JavaField> STATIC_STATE =
            new DescribedPredicate<>("static and neither a logger nor a value that can't change") {

                private final List<String> mutable = List.of(
                        "java.util.Map",
                        "java.util.Set",
                        "java.util.List",
                        "java.util.Collection",
                        "java.util.concurrent.atomic.",
                        "java.util.concurrent.Executor");

                @Override
                public boolean test(JavaField field) {
                    Set<JavaModifier> modifiers = field.getModifiers();
                    if (!modifiers.contains(JavaModifier.STATIC) || modifiers.contains(JavaModifier.SYNTHETIC)) {
                        return false;
                    }
                    return !modifiers.contains(JavaModifier.FINAL)
                            || field.getRawType().isArray()
                            || mutable.stream().anyMatch(type -> isOf(field.getRawType(), type));
                }

                private boolean isOf(JavaClass type, String name) {
                    return name.endsWith(".")
                            ? type.getName().startsWith(name)
                            : type.getName().equals(name) || type.isAssignableTo(name);
                }
            };

    @ArchTest
    static final ArchRule NO_ROOM_HOLDS_STATIC_STATE = fields().that()
            .areDeclaredInClassesThat()
            .resideInAnyPackage(HERE, HERE + ".run", HERE + ".delivery", HERE + ".credentials")
            .and()
            .doNotHaveName("$VALUES")
            .should(new ArchCondition<>("hold no state, but for constants") {
                @Override
                public void check(JavaField field, ConditionEvents events) {
                    boolean constantMap = field.getName().equals("REPEATS"); // made by Map.of
                    if (STATIC_STATE.test(field) && !constantMap) {
                        events.add(SimpleConditionEvent.violated(field, field.getFullName() + " is static state"));
                    }
                }
            });

    @ArchTest
    static final ArchRule A_STEP_STARTS_WITHOUT_FILES = methods()
            .that()
            .areDeclaredInClassesThat()
            .areAssignableTo(StepExecution.class)
            .and()
            .haveName("start")
            .should(new ArchCondition<>("touch no file: Pipeline's one thread runs them") {
                @Override
                public void check(JavaMethod method, ConditionEvents events) {
                    method.getMethodCallsFromSelf().stream()
                            .filter(call -> call.getTargetOwner().isAssignableTo(RequestLedger.class)
                                    || call.getTargetOwner().getName().equals(HERE + ".run.RecordFiles")
                                    || call.getTargetOwner().isAssignableTo(XmlFile.class)
                                    || call.getTargetOwner().isAssignableTo(Saveable.class)
                                            && call.getName().equals("save")
                                    || call.getTargetOwner().getPackageName().startsWith("java.nio.file"))
                            .forEach(call -> events.add(SimpleConditionEvent.violated(method, call.getDescription())));
                }
            });
}
