import java.lang.management.*;
import java.nio.file.*;
import java.util.*;
import org.camunda.bpm.engine.*;
import org.camunda.bpm.engine.task.Task;

/** Steps of the benchmark's eighteen-step diagram with Camunda 7. Words: the diagram, a JDBC address, cases. */
public class Step {
  public static void main(String[] words) throws Exception {
    String source = Files.readString(Path.of(words[0]))
      .replace(">clock</bpmn:timeDate>", ">2100-01-01T00:00:00Z</bpmn:timeDate>")
      .replaceAll("(<bpmn:conditionExpression)>(\\w+)<", "$1 xsi:type=\"bpmn:tFormalExpression\">\\${$2}<")
      .replace("<bpmn:definitions ", "<bpmn:definitions xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:camunda=\"http://camunda.org/schema/1.0/bpmn\" ")
      .replaceAll("(<bpmn:callActivity [^>]*)>", "$1><bpmn:extensionElements><camunda:in variables=\"all\"/><camunda:out variables=\"all\"/></bpmn:extensionElements>");
    var setup = ProcessEngineConfiguration.createStandaloneProcessEngineConfiguration();
    setup.setJdbcUrl(words[1]);
    if (words[1].contains("postgresql")) { setup.setJdbcDriver("org.postgresql.Driver"); setup.setJdbcUsername("postgres"); setup.setJdbcPassword(""); }
    else { setup.setJdbcDriver("org.h2.Driver"); setup.setJdbcUsername("sa"); setup.setJdbcPassword(""); }
    setup.setDatabaseSchemaUpdate("true");
    setup.setJobExecutorActivate(false); ((org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl) setup).setHistoryTimeToLive("P1D");
    ProcessEngine engine = setup.buildProcessEngine();
    engine.getRepositoryService().createDeployment().addString("model.bpmn", source).enableDuplicateFiltering(false).deploy();
    var threads = ManagementFactory.getThreadMXBean();
    List<Double> wall = new ArrayList<>(), cpu = new ArrayList<>();
    int cases = Integer.parseInt(words[2]);
    for (int number = 0; number < cases; number++) {
      String id = engine.getRuntimeService().startProcessInstanceByKey("main", Map.of("confirm", true, "again", false)).getId();
      for (int step = 0; step < 18; step++) {
        Task task = engine.getTaskService().createTaskQuery().initializeFormKeys().list().stream().findFirst().orElse(null);
        if (task == null) break;
        long began = System.nanoTime(), worked = threads.getCurrentThreadCpuTime();
        engine.getTaskService().complete(task.getId(), Map.of("sittings_failed", 1, "outcome", "agreed"));
        if (number >= cases / 2) { wall.add((System.nanoTime() - began) / 1e6); cpu.add((threads.getCurrentThreadCpuTime() - worked) / 1e6); }
      }
    }
    Collections.sort(wall); Collections.sort(cpu);
    System.out.printf("{\"steps\": %d, \"wall\": %.2f, \"cpu\": %.2f, \"p90\": %.2f}%n", wall.size(), wall.get(wall.size()/2), cpu.get(cpu.size()/2), wall.get((int)(wall.size()*0.9)));
    engine.close();
  }
}
