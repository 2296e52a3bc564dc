import com.sun.management.OperatingSystemMXBean;
import java.io.*;
import java.lang.management.ManagementFactory;
import java.nio.file.*;
import java.util.*;
import org.flowable.common.engine.impl.persistence.StrongUuidGenerator;
import org.flowable.engine.*;
import org.flowable.engine.impl.cfg.StandaloneProcessEngineConfiguration;
import org.flowable.task.api.Task;

/** Steps of the benchmark's eighteen-step diagram with Flowable. Words: the diagram, a JDBC address. Each line read is a number of steps to take; each answered with one line of JSON. */
public class Step {
  static final int STEPS = 18;

  static String adapted(String source) {
    return source
      .replace(">clock</bpmn:timeDate>", ">2100-01-01T00:00:00Z</bpmn:timeDate>")
      .replaceAll("(<bpmn:conditionExpression)>(\\w+)<", "$1 xsi:type=\"bpmn:tFormalExpression\">\\${$2}<")
      .replace("<bpmn:definitions ", "<bpmn:definitions xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:flowable=\"http://flowable.org/bpmn\" ")
      .replaceAll("<bpmn:callActivity ([^>]*)>", "<bpmn:callActivity flowable:inheritVariables=\"true\" flowable:inheritBusinessKey=\"true\" $1>");
  }

  public static void main(String[] words) throws Exception {
    var setup = new StandaloneProcessEngineConfiguration();
    setup.setJdbcUrl(words[1]);
    setup.setJdbcDriver("org.postgresql.Driver");
    setup.setDatabaseSchemaUpdate("true");
    setup.setIdGenerator(new StrongUuidGenerator()); // as several processes on one database need
    setup.setAsyncExecutorActivate(false);
    setup.setDisableIdmEngine(true);
    setup.setDisableEventRegistry(true);
    ProcessEngine engine = setup.buildProcessEngine();
    engine.getRepositoryService().createDeployment().name("bench").addString("model.bpmn20.xml", adapted(Files.readString(Path.of(words[0])))).enableDuplicateFiltering().deploy();
    var machine = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    var orders = new BufferedReader(new InputStreamReader(System.in));
    System.out.println("{}");
    String key = null;
    int step = STEPS;
    for (String line; (line = orders.readLine()) != null; ) {
      long began = System.nanoTime(), worked = machine.getProcessCpuTime();
      var seconds = new StringJoiner(", ", "[", "]");
      for (int left = Integer.parseInt(line.strip()); left > 0; left--, step++) {
        if (step == STEPS) {
          key = UUID.randomUUID().toString();
          engine.getRuntimeService().startProcessInstanceByKey("main", key, Map.of("confirm", true, "again", false));
          step = 0;
        }
        Task task = engine.getTaskService().createTaskQuery().processInstanceBusinessKey(key).singleResult();
        long at = System.nanoTime();
        engine.getTaskService().complete(task.getId(), Map.of("sittings_failed", step, "again", false, "outcome", "agreed"));
        seconds.add(String.valueOf((System.nanoTime() - at) / 1e9));
      }
      System.out.printf("{\"seconds\": %s, \"wall\": %.6f, \"cpu\": %.6f}%n", seconds, (System.nanoTime() - began) / 1e9, (machine.getProcessCpuTime() - worked) / 1e9);
    }
    engine.close();
  }
}
