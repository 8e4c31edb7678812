package io.penstock.server;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may know whom. What is not listed is forbidden; a new package gets its row here and in the architecture first. */
final class ArchitectureTest {
    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("io.penstock");

    /** What every package of the server may know, but for these two themselves. */
    private static final List<String> COMMON = List.of("telemetry", "config");

    private static final Map<String, List<String>> ARROWS = arrows();

    private static Map<String, List<String>> arrows() {
        List<String> local = List.of("exchange", "surface", "identity", "route", "models", "limit", "meter");
        Map<String, List<String>> arrows = new TreeMap<>();
        arrows.put("downstream", List.of("exchange", "relay"));
        arrows.put("exchange", List.of("surface", "identity", "limit", "route", "upstream", "relay", "meter"));
        arrows.put("local", local);
        arrows.put("admin", local);
        arrows.put("identity", List.of("upstream"));
        arrows.put("models", List.of("upstream"));
        arrows.put("route", List.of("models"));
        arrows.put("upstream", List.of("relay"));
        arrows.put("store", List.of("identity", "route", "models", "limit", "meter"));
        arrows.put("surface", List.of());
        arrows.put("relay", List.of());
        arrows.put("limit", List.of());
        arrows.put("meter", List.of());
        arrows.put("telemetry", List.of());
        arrows.put("config", List.of());
        return arrows;
    }

    static List<String> packages() {
        return List.copyOf(ARROWS.keySet());
    }

    @ParameterizedTest
    @MethodSource("packages")
    void aPackageKnowsOnlyThoseItsArrowsPointTo(String name) {
        List<String> allowed = new ArrayList<>(ARROWS.getOrDefault(name, List.of()));
        if (!COMMON.contains(name)) {
            allowed.addAll(COMMON);
        }
        allowed.add(name);
        String[] inside =
                allowed.stream().map(each -> "io.penstock." + each + "..").toArray(String[]::new);
        String[] modules = {
            "io.penstock.codec..", "io.penstock.dialect..", "io.penstock.provider..", "io.penstock.credential.."
        };

        noClasses()
                .that()
                .resideInAPackage("io.penstock." + name + "..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("io.penstock..")
                        .and(resideOutsideOfPackages(inside))
                        .and(resideOutsideOfPackages(modules)))
                .allowEmptyShould(true)
                .check(MAIN);
    }

    @Test
    void everyPackageOfTheServerHasItsRow() {
        List<String> known = new ArrayList<>();
        for (String name : packages()) {
            known.add("io.penstock." + name + "..");
        }
        known.addAll(List.of(
                "io.penstock.server..",
                "io.penstock.codec..",
                "io.penstock.dialect..",
                "io.penstock.provider..",
                "io.penstock.credential.."));

        classes().should().resideInAnyPackage(known.toArray(String[]::new)).check(MAIN);
    }

    @Test
    void nobodyKnowsTheServerPackage() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.penstock.server..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.penstock.server..")
                .check(MAIN);
    }

    @Test
    void theCodecKnowsNoChannelsAndNothingAboveIt() {
        noClasses()
                .that()
                .resideInAPackage("io.penstock.codec..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("io.netty.channel..", "io.netty.handler..", "com.fasterxml..")
                        .or(resideInAnyPackage("io.penstock..").and(resideOutsideOfPackages("io.penstock.codec.."))))
                .check(MAIN);
    }

    @Test
    void providersKnowNoChannelsAndNoServer() {
        String[] theirs = {
            "io.penstock.codec..", "io.penstock.dialect..", "io.penstock.provider..", "io.penstock.credential.."
        };

        noClasses()
                .that()
                .resideInAnyPackage("io.penstock.dialect..", "io.penstock.provider..", "io.penstock.credential..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("io.netty.channel..", "io.netty.handler..")
                        .or(resideInAnyPackage("io.penstock..").and(resideOutsideOfPackages(theirs))))
                .check(MAIN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "responses", "anthropic", "gemini", "cohere", "bedrock"})
    void noDialectKnowsAnother(String dialect) {
        String own = "io.penstock.dialect." + dialect + "..";

        noClasses()
                .that()
                .resideInAPackage(own)
                .should()
                .dependOnClassesThat(resideInAnyPackage("io.penstock.dialect.*..")
                        .and(resideOutsideOfPackages(own, "io.penstock.dialect", "io.penstock.dialect.request")))
                .allowEmptyShould(true)
                .check(MAIN);
    }

    @Test
    void packagesMakeNoCycle() {
        slices().matching("io.penstock.(**)").should().beFreeOfCycles().check(MAIN);
    }

    @Test
    void noTypeIsCalledAfterNothing() {
        noClasses()
                .should()
                .haveNameMatching(".*(Util|Utils|Helper|Manager|Impl)(\\$.*)?")
                .check(MAIN);
    }

    @Test
    void everyTypeIsFinalOrAbstract() {
        classes()
                .that()
                .areTopLevelClasses()
                .and()
                .areNotInterfaces()
                .and()
                .areNotEnums()
                .should()
                .haveModifier(com.tngtech.archunit.core.domain.JavaModifier.FINAL)
                .orShould()
                .haveModifier(com.tngtech.archunit.core.domain.JavaModifier.ABSTRACT)
                .check(MAIN);
    }
}
