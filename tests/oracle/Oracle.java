import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.SingleValidationMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.NpmPackageValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;

/** Prints a line for each finding of HL7's validator in the files of a list: file, severity, place, message, by tabs. */
class Oracle {
    private static final String EXTENSIONS = "classpath:org/hl7/fhir/r5/packages/hl7.fhir.uv.extensions.r5-1.0.0.tgz";

    public static void main(String[] arguments) throws IOException {
        FhirContext context = FhirContext.forR5();
        NpmPackageValidationSupport extensions = new NpmPackageValidationSupport(context);
        extensions.loadPackageFromClasspath(EXTENSIONS);
        FhirInstanceValidator module = new FhirInstanceValidator(new ValidationSupportChain(
            new DefaultProfileValidationSupport(context), extensions,
            new InMemoryTerminologyServerValidationSupport(context), new CommonCodeSystemsTerminologyService(context)));
        module.setErrorForUnknownProfiles(false);
        FhirValidator validator = context.newValidator().registerValidatorModule(module);
        for (String file : Files.readAllLines(Path.of(arguments[0]))) {
            try {
                for (SingleValidationMessage found : validator.validateWithResult(Files.readString(Path.of(file))).getMessages()) {
                    print(file, found.getSeverity().name(), found.getLocationString(), found.getMessage());
                }
            } catch (RuntimeException refused) { // a resource so broken that it cannot even be read
                print(file, "FATAL", "", refused.toString());
            }
        }
    }

    private static void print(String file, String severity, String place, String message) {
        System.out.println(String.join("\t", file, severity, String.valueOf(place), message.replaceAll("\\s+", " ")));
    }
}
